import fc from 'fast-check';
import { hostileJson, hostileNames, hostileTexts } from './hostile.ts';

/** A document that may say what JSON can write and objects cannot hold: a key twice, a number beyond all numbers. */
type Node = Part[] | string;
interface Part {
  /** Null in a list. */
  key: string | null;
  value: Node;
  readonly of: 'object' | 'list';
}

const HOWS = ['replace', 'replace', 'replace', 'remove', 'double', 'rename', 'add', 'wrap', 'swap'] as const;

const slips = fc.record({
  at: fc.nat(),
  how: fc.constantFrom(...HOWS),
  json: hostileJson,
  name: hostileNames,
});
type Slip = typeof slips extends fc.Arbitrary<infer One> ? One : never;

/**
 * A document in JSON with up to four things wrong in it; at times there are none. @param inPlace whether every value stays
 * in its place, where one is a secret that must not be shown
 */
export function mutatedJson(document: unknown, inPlace = false): fc.Arbitrary<string> {
  const text = JSON.stringify(document);
  return fc.array(slips, { maxLength: 4 }).map((all) => {
    const made = all.filter(({ how }) => !inPlace || how !== 'swap');
    const root: Part = { key: null, value: nodeOf(JSON.parse(text)), of: 'list' };
    for (const slip of made) apply(slip, root);
    return textOf(root.value);
  });
}

/** A text of which parts are missing, or that has what does not belong there. */
export function mutatedText(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const cuts = fc.array(
    fc.tuple(
      fc.nat(),
      fc.oneof(fc.constant(0), fc.nat({ max: 30 })),
      fc.oneof(fc.constantFrom(...SIGNS), hostileTexts),
    ),
    { minLength: 1, maxLength: 4 },
  );
  const spliced = fc.tuple(texts, cuts).map(([text, made]) =>
    made.reduce((soFar, [where, length, put]) => {
      const at = where % (soFar.length + 1);
      return soFar.slice(0, at) + put + soFar.slice(at + length);
    }, text),
  );
  const torn = fc.tuple(texts, fc.nat()).map(([text, where]) => text.slice(0, where % (text.length + 1)));
  return fc.oneof(
    { weight: 4, arbitrary: spliced },
    { weight: 2, arbitrary: torn },
    { weight: 1, arbitrary: hostileTexts },
  );
}

const SIGNS = [
  '',
  '',
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '\n',
  '\t',
  '&a ',
  '*a',
  '!!',
  '|',
  '>',
  '%',
  '#',
  '<<: ',
  '---\n',
];

function nodeOf(value: unknown): Node {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return value.map((one) => ({ key: null, value: nodeOf(one), of: 'list' }));
  return Object.entries(value).map(([key, one]) => ({ key, value: nodeOf(one), of: 'object' }));
}

/** Every part of the document, with the list that it stands in. */
function placesIn(node: Node, found: { readonly holder: Part[]; readonly index: number }[] = []) {
  if (typeof node === 'string') return found;
  for (const [index, part] of node.entries()) {
    found.push({ holder: node, index });
    placesIn(part.value, found);
  }
  return found;
}

function apply({ at, how, json, name }: Slip, root: Part): void {
  const places = placesIn(root.value);
  const place = places[at % Math.max(1, places.length)];
  const part = place?.holder[place.index];
  if (!place || !part) {
    root.value = json;
    return;
  }
  const { holder, index } = place;
  switch (how) {
    case 'replace':
      part.value = json;
      return;
    case 'remove':
      holder.splice(index, 1);
      return;
    case 'double':
      holder.splice(index, 0, { ...part, value: at % 2 === 0 ? json : part.value });
      return;
    case 'rename':
      if (part.of === 'object') part.key = name;
      return;
    case 'add':
      holder.splice(index, 0, { key: part.of === 'object' ? name : null, value: json, of: part.of });
      return;
    case 'wrap':
      part.value = [{ key: null, value: part.value, of: 'list' }];
      return;
    case 'swap': {
      const other = places[(at * 7 + 3) % places.length];
      const another = other?.holder[other.index];
      // a part of itself would make a document without end
      if (another && typeof another.value === 'string' && typeof part.value === 'string')
        [part.value, another.value] = [another.value, part.value];
    }
  }
}

function textOf(node: Node): string {
  if (typeof node === 'string') return node;
  const isObject = node[0]?.of === 'object';
  const inside = node
    .map(({ key, value }) => (isObject ? `${JSON.stringify(key ?? '')}:` : '') + textOf(value))
    .join(',');
  return isObject ? `{${inside}}` : `[${inside}]`;
}
