// Documents as a browser's own XML parser reads them.

import type { Page } from 'playwright-core';

export type Tree = {
  name: string;
  space: string | null;
  /** By their name as written: `opds:facetGroup`. */
  attributes: Record<string, string>;
  text: string;
  children: Tree[];
};

/** @throws where it is not well-formed */
export async function parseXml(page: Page, xml: string): Promise<Tree> {
  const read = await page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, 'application/xml');
    const fault = document.querySelector('parsererror');
    if (fault) return { fault: fault.textContent ?? 'not well-formed' };
    const treeOf = (one: Element): unknown => ({
      name: one.localName,
      space: one.namespaceURI,
      attributes: Object.fromEntries([...one.attributes].map(({ name, value }) => [name, value])),
      text: one.textContent ?? '',
      children: [...one.children].map(treeOf),
    });
    return { tree: treeOf(document.documentElement) };
  }, xml);
  if (!('tree' in read)) throw new Error(`${read.fault}\n${xml.slice(0, 500)}`);
  return read.tree as Tree;
}

/** The children of this name. */
export const all = (tree: Tree, name: string): Tree[] => tree.children.filter((child) => child.name === name);

/** @throws where there is none, or more than one */
export function one(tree: Tree, name: string): Tree {
  const [found, ...others] = all(tree, name);
  if (!found || others.length > 0) throw new Error(`${tree.name} has ${others.length + (found ? 1 : 0)} of ${name}`);
  return found;
}

/** Where the links of this relation lead. */
export const links = (tree: Tree, rel: string): string[] =>
  all(tree, 'link').flatMap(({ attributes }) => (attributes.rel === rel ? [attributes.href ?? ''] : []));
