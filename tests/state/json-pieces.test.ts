import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPieces } from '../../lib/state/json-pieces.ts';

describe('a text in pieces', () => {
  it('is what JSON.stringify makes of plain data', () => {
    const plain = fc
      .anything({ withNullPrototype: true, maxDepth: 5 })
      .filter((one) => typeof one === 'object' && one !== null);
    fc.assert(
      fc.property(plain, (data) => {
        expect([...jsonPieces(data as object)].join('')).toBe(JSON.stringify(data));
      }),
    );
  });

  it('is made of small pieces, whatever there is, and again when it is gone through again', () => {
    const incidents = Array.from({ length: 5_000 }, (_, n) => ({ key: `cn-shanghai/${n}`, name: '演播室'.repeat(20) }));
    const sighted = Object.fromEntries(incidents.map(({ key, name }) => [key, name]));
    const snapshot = { version: 2, lease: undefined, watch: { incidents, causes: [] }, sighted };
    const pieces = jsonPieces(snapshot, '\n');
    expect([...pieces].join('')).toBe(`${JSON.stringify(snapshot)}\n`);
    expect([...pieces].every(({ length }) => length < 70_000)).toBe(true);
    expect([...pieces].slice(0, -1).every(({ length }) => length >= 65_536)).toBe(true);
  });
});
