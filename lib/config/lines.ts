import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { ConfigError } from './problems.ts';
import { isTooDeep } from './yaml-depth.ts';

/**
 * The same error, with a line number for each problem; unchanged when the text is not valid YAML. @param text of its
 * source
 */
export function withLines(error: ConfigError, text: string): ConfigError {
  return new ConfigError(error.source, linesAdded(error.problems, text));
}

/** The same items, each with the line of its place in a text; unchanged when the text is not valid YAML. */
export function linesAdded<T extends { readonly path: string }>(
  things: readonly T[],
  text: string,
): (T & { readonly line?: number })[] {
  if (isTooDeep(text)) return [...things];
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  if (document.errors.length > 0 || !isNode(document.contents)) return [...things];
  return things.map((thing) => {
    const offset = placeOf(keysOf(thing.path), document);
    return offset === null ? thing : { ...thing, line: lineCounter.linePos(offset).line };
  });
}

/** Splits `alerts[0].url` into keys. */
function keysOf(path: string): string[] {
  return path.split(/\.|\[(\d+)\]/).filter(Boolean);
}

/** The position of a key, or of the section that it is missing from; null for the file as a whole. */
function placeOf(keys: readonly string[], document: Document): number | null {
  let node: Node | null | undefined = isNode(document.contents) ? document.contents : null;
  let offset: number | null = null;
  for (const key of keys) {
    if (isAlias(node)) node = node.resolve(document);
    const next: { readonly at: unknown; readonly value: unknown } | null = partOf(node, key);
    if (next === null) return offset;
    if (isNode(next.at)) offset = next.at.range?.[0] ?? offset;
    node = isNode(next.value) ? next.value : null;
  }
  return offset;
}

/** What is stored under a key, and the node that marks its position: the key of a section, the item of a list. */
function partOf(node: Node | null | undefined, key: string): { readonly at: unknown; readonly value: unknown } | null {
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    return item === undefined ? null : { at: item, value: item };
  }
  if (!isMap(node)) return null;
  const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === key);
  return pair === undefined ? null : { at: pair.key, value: pair.value };
}
