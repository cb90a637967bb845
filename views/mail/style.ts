// The style sheet inside a mail: plain properties that every mail program knows, no addresses, nothing that hides text. It
// holds nothing that escaping would change: no quotes, no `<`, `>` or `&`.

export const style = [
  'body { margin: 0; font: 16px/1.5 Georgia, Times, serif; color: #1b1b1b; background: #ffffff; }',
  'main { max-width: 560px; margin: 0 auto; padding: 24px 16px; }',
  'h1 { font-size: 22px; line-height: 1.25; margin: 0 0 16px; }',
  '.shop { font-size: 14px; letter-spacing: 1px; border-bottom: 2px solid #2b3fd0; padding-bottom: 8px; }',
  '.way { color: #2b3fd0; font-weight: bold; }',
  'small { color: #555555; word-break: break-all; }',
  'table { width: 100%; border-collapse: collapse; }',
  'th { text-align: left; font-weight: normal; color: #555555; }',
  'td, th { padding: 4px 8px 4px 0; vertical-align: top; }',
  'tfoot td { border-top: 1px solid #cccccc; font-weight: bold; }',
  '.amount { text-align: right; white-space: nowrap; }',
  '.reason { margin-top: 32px; border-top: 1px solid #cccccc; padding-top: 8px; font-size: 13px; color: #555555; }',
].join('\n');
