const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** How a list is written: its element repeated, or one element with an item for each. */
export type ListForm = 'repeated' | 'wrapped';

/** A document of nested elements; what is null or undefined is left out. */
export function xmlDocument(root: string, fields: Record<string, unknown>, lists: ListForm): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, fields, lists)}`;
}

function element(name: string, value: unknown, lists: ListForm): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return listOf(name, value, lists);
  if (typeof value !== 'object') return `<${name}>${escaped(String(value))}</${name}>`;
  const children = Object.entries(value).map(([child, inner]) => element(child, inner, lists));
  return `<${name}>${children.join('')}</${name}>`;
}

function listOf(name: string, items: readonly unknown[], lists: ListForm): string {
  if (lists === 'repeated') return items.map((item) => element(name, item, lists)).join('');
  return `<${name}>${items.map((item) => element(`${name}Item`, item, lists)).join('')}</${name}>`;
}

/** Control characters have no place in XML, not even escaped. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to take out
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, '').replace(/[&<>"]/g, (c) => ESCAPES[c] ?? c);
}
