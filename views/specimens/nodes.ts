// HTML as the flat list of what a tokenizer sees, for comparing two drawings of one view.

export type Node = { name: string; attributes: Record<string, string> } | { text: string };

/** Elements in order with their decoded attributes, and the decoded text between them. */
export function nodesOf(html: string): Node[] {
  const nodes: Node[] = [];
  let text = '';
  let raw = false;
  new HTMLRewriter()
    .on('*', {
      element({ tagName, attributes }) {
        const pairs = [...attributes].map(([name = '', value = '']) => [name, decode(value)]);
        raw = tagName === 'script';
        nodes.push({ name: tagName, attributes: Object.fromEntries(pairs) });
      },
    })
    .onDocument({
      doctype: ({ name }) => void nodes.push({ name: `!${name}`, attributes: {} }),
      comments: (comment) => void nodes.push({ name: '!--', attributes: { text: comment.text } }),
      text(chunk) {
        text += chunk.text;
        if (!chunk.lastInTextNode) return;
        nodes.push({ text: raw ? text : decode(text) });
        text = '';
        raw = false;
      },
    })
    .transform(html);
  return nodes;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#34': '"', '#39': "'", '#x27': "'" };

/** Only what Kita and `attribute` write; anything else stays, and so shows in a comparison. */
const decode = (text: string): string => text.replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole);
