import { isRecord } from '../base/records.ts';

/** As much text at once; a whole snapshot of 30,000 faults is fifteen megabytes, and as a text it is copied several times. */
const PIECE_CHARS = 65_536;
/** How deep lists and records are taken apart: a snapshot, its faults, the list of incidents. What is in those is small. */
const DEPTH = 3;

/**
 * The text that JSON.stringify makes of plain data, in pieces, each made when its turn comes. Can be gone through more than once.
 * @param end follows the text
 */
export function jsonPieces(value: object, end = ''): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      let piece = '';
      for (const part of partsOf(value, DEPTH)) {
        piece += part;
        if (piece.length < PIECE_CHARS) continue;
        yield piece;
        piece = '';
      }
      yield piece + end;
    },
  };
}

function* partsOf(value: unknown, depth: number): Generator<string> {
  if (depth > 0 && Array.isArray(value)) yield* partsOfList(value, depth - 1);
  else if (depth > 0 && isRecord(value)) yield* partsOfRecord(value, depth - 1);
  // as JSON.stringify does within a list
  else yield JSON.stringify(value) ?? 'null';
}

function* partsOfList(list: readonly unknown[], depth: number): Generator<string> {
  let before = '[';
  for (const one of list) {
    yield before;
    yield* partsOf(one, depth);
    before = ',';
  }
  yield list.length === 0 ? '[]' : ']';
}

function* partsOfRecord(record: Readonly<Record<string, unknown>>, depth: number): Generator<string> {
  let before = '{';
  for (const name of Object.keys(record)) {
    if (record[name] === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    yield* partsOf(record[name], depth);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}
