// Grammars of XML formats in the few words they need here, after the schemas their specifications print: which elements may stand
// where and how often, with which attributes, and what their text looks like.

import type { Tree } from '#tests/support/xml-tree';

/** How often: exactly once, at most once, any number, at least once. */
type Times = '1' | '?' | '*' | '+';

export type Rule = {
  /** Names that end in `!` must be there; those of other namespaces and `xml:` may always be. */
  attributes?: Record<string, RegExp>;
  children?: Record<string, [Times, Rule]>;
  /** What its own text is; nothing but white space unless told. */
  text?: RegExp;
  /** True where children stand in the order of `children`. */
  inOrder?: boolean;
  /** Elements of other namespaces that are known here, by `prefix name` of {@link Grammar.others}. */
  foreign?: Record<string, [Times, Rule]>;
  /** What no table says. */
  check?: (tree: Tree) => (string | false | undefined)[];
};

export type Grammar = {
  space: string;
  root: string;
  rule: Rule;
  /** Namespaces of extensions, by the prefix the rules call them by. */
  others?: Record<string, string>;
};

/** Everything in a document that the grammar does not allow, each with its place. */
export function faultsOf(tree: Tree, grammar: Grammar): string[] {
  if (tree.space !== grammar.space || tree.name !== grammar.root)
    return [`the root is ${tree.name} of ${tree.space}, not ${grammar.root} of ${grammar.space}`];
  return faultsIn(tree, grammar.rule, { grammar, place: grammar.root });
}

type Around = { grammar: Grammar; place: string };

function faultsIn(tree: Tree, rule: Rule, { grammar, place }: Around): string[] {
  const own = tree.children.filter(({ space }) => space === grammar.space);
  const foreign = tree.children.filter(({ space }) => space !== grammar.space);
  const foreignName = ({ space, name }: Tree): string => {
    const prefix = Object.entries(grammar.others ?? {}).find(([, address]) => address === space)?.[0];
    return prefix === undefined ? `{${space}}${name}` : `${prefix} ${name}`;
  };
  const named = (list: Tree[], nameOf: (child: Tree) => string) => list.map((child) => [nameOf(child), child] as const);
  return [
    ...attributeFaults(tree, rule.attributes ?? {}),
    ...textFaults(tree, rule),
    ...childFaults(
      named(own, ({ name }) => name),
      rule.children ?? {},
      { grammar, place },
    ),
    ...childFaults(named(foreign, foreignName), rule.foreign ?? {}, { grammar, place }),
    ...(rule.inOrder ? orderFaults(own, Object.keys(rule.children ?? {})) : []),
    ...(rule.check?.(tree) ?? []).filter((fault): fault is string => typeof fault === 'string'),
  ].map((fault) => (fault.startsWith(place) ? fault : `${place}: ${fault}`));
}

function attributeFaults({ attributes }: Tree, known: Record<string, RegExp>): string[] {
  const names = new Map(Object.entries(known).map(([name, shape]) => [name.replace('!', ''), shape]));
  const missing = Object.keys(known).filter((name) => name.endsWith('!') && !(name.slice(0, -1) in attributes));
  const wrong = Object.entries(attributes).filter(([name, value]) => {
    const shape = names.get(name);
    // Attributes with a prefix are another namespace's; a rule may still say what they look like.
    return shape ? !shape.test(value) : !name.includes(':') && name !== 'xmlns';
  });
  return [
    ...missing.map((name) => `the attribute ${name.slice(0, -1)} is missing`),
    ...wrong.map(([name, value]) => `the attribute ${name} may not be "${value}"`),
  ];
}

function textFaults({ text, children }: Tree, rule: Rule): string[] {
  if (rule.text) return children.length > 0 || rule.text.test(text) ? [] : [`may not say "${text.slice(0, 80)}"`];
  return children.length > 0 || text.trim() === '' ? [] : [`says "${text.slice(0, 80)}" where nothing is said`];
}

const fits: Record<Times, (count: number) => boolean> = {
  '1': (count) => count === 1,
  '?': (count) => count <= 1,
  '*': () => true,
  '+': (count) => count >= 1,
};

function childFaults(
  found: (readonly [string, Tree])[],
  known: Record<string, [Times, Rule]>,
  { grammar, place }: Around,
): string[] {
  const counts = Object.entries(known).flatMap(([name, [times]]) => {
    const count = found.filter(([other]) => other === name).length;
    return fits[times](count) ? [] : [`${count} of ${name} where ${times} is asked for`];
  });
  const inside = found.flatMap(([name, child], at) => {
    const rule = known[name]?.[1];
    if (!rule) return [`${name} may not stand here`];
    return faultsIn(child, rule, { grammar, place: `${place}/${name}[${at + 1}]` });
  });
  return [...counts, ...inside];
}

function orderFaults(children: Tree[], order: string[]): string[] {
  const places = children.map(({ name }) => order.indexOf(name));
  return places.every((place, at) => place >= (places[at - 1] ?? 0)) ? [] : ['its elements are in another order'];
}

/** Shapes that several formats share. */
export const shapes = {
  anything: /^[\s\S]*$/,
  words: /\S/,
  iri: /^[a-z][a-z0-9+.-]*:\S+$/,
  address: /^https?:\/\/[^\s<>"]+$/,
  /** RFC 3339, as RFC 4287 and the W3C's note on dates have it. */
  instant: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  number: /^\d+$/,
  media: /^[a-z]+\/[a-z0-9.+-]+(;\s?[a-z-]+=[^;]+)*$/i,
  language: /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/,
} as const;
