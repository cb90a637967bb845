// Markup that Kita's types do not know: htmx's second region of an answer, and `autofocus`, which HTML allows everywhere.

declare namespace JSX {
  interface IntrinsicElements {
    'hx-partial': HtmlTag & { 'hx-target': string; 'hx-swap': string };
  }
  interface HtmlTag {
    autofocus?: boolean;
  }
}
