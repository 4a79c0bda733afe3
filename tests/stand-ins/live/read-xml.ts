/** What stands in an element: its text, its children by name, or its items. */
export type XmlContent = string | readonly XmlContent[] | { readonly [name: string]: XmlContent };

const TOKEN = /<(\/?)([A-Za-z]+)>|([^<]+)/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

interface Element {
  readonly name: string;
  text: string;
  readonly children: Element[];
}

/**
 * Reads a document without attributes. An element is a list when all its children have one name that is made of its
 * own, as the vendor's classic SDKs need lists to be.
 * @throws Error when it is not well-formed
 */
export function readXml(document: string): { readonly root: string; readonly content: XmlContent } {
  const top: Element = { name: '', text: '', children: [] };
  const open = [top];
  for (const [, slash, name = '', text] of document.replace(/^<\?xml[^>]*\?>\s*/, '').matchAll(TOKEN)) {
    const inner = open.at(-1) ?? top;
    if (text !== undefined) inner.text += text.replace(/&(\w+);/g, (_, entity: string) => ENTITIES[entity] ?? '?');
    else if (slash === '') {
      const child = { name, text: '', children: [] };
      inner.children.push(child);
      open.push(child);
    } else if (open.pop()?.name !== name) throw new Error(`</${name}> ends nothing`);
  }
  const [root, ...others] = top.children;
  if (root === undefined || others.length > 0 || open.length !== 1) throw new Error(`not one element: ${document}`);
  return { root: root.name, content: contentOf(root) };
}

function contentOf({ name, text, children }: Element): XmlContent {
  if (children.length === 0) return text;
  if (children.every((child) => child.name === `${name}Item`)) return children.map(contentOf);
  const names = children.map((child) => child.name);
  if (new Set(names).size !== names.length) throw new Error(`<${name}> has two children of one name`);
  return Object.fromEntries(children.map((child) => [child.name, contentOf(child)]));
}

/** The same as a JSON answer would say it: XML has texts alone, and nothing in a list that is empty. */
export function asTexts(json: unknown): XmlContent {
  if (Array.isArray(json)) return json.length === 0 ? '' : json.map(asTexts);
  if (typeof json !== 'object' || json === null) return String(json);
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, asTexts(value)]));
}
