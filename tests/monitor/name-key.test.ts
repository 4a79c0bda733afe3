import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameKey } from '../../lib/monitor/name-key.ts';

describe('a key made of a name', () => {
  it.each([
    ['pager', 'channel-pager'],
    ['on-call_2', 'channel-on-call_2'],
    ['', 'channel-'],
    ['a'.repeat(56), `channel-${'a'.repeat(56)}`],
  ])('is readable where the name is plain: %j', (name, key) => {
    expect(nameKey('channel-', name)).toBe(key);
  });

  it.each([
    ['in another script', '运维群', '值班群'],
    ['in punctuation', 'ops 1', 'ops/1'],
    ['in a blank at the end', 'ops', 'ops '],
    ['in an accent', 'équipe', 'equipe'],
    ['after the place where it is cut', `${'a'.repeat(80)}1`, `${'a'.repeat(80)}2`],
    ['in case', 'Ops', 'ops'],
    ['in how its letters are composed', '\u00e9quipe', 'e\u0301quipe'],
  ])('differs when names differ %s', (_, one, other) => {
    expect(nameKey('channel-', one)).not.toBe(nameKey('channel-', other));
  });

  it('leaves what can be read of a name that does not fit, with a hash of all of it', () => {
    expect(nameKey('channel-', 'ops  room/1')).toMatch(/^channel-ops_room_1-[0-9a-f]{16}$/);
    expect(nameKey('channel-', 'a'.repeat(57))).toMatch(/^channel-a{39}-[0-9a-f]{16}$/);
  });

  it('of a plain name is never what another name becomes', () => {
    const made = nameKey('channel-', '运维群');
    expect(nameKey('channel-', made.slice('channel-'.length))).not.toBe(made);
  });

  it('is within its length, of plain characters, and as distinct as names', () => {
    const name = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 50, maxLength: 90 }));
    fc.assert(
      fc.property(name, name, fc.integer({ min: 30, max: 100 }), (one, other, mostChars) => {
        const [a, b] = [nameKey('mute-', one, mostChars), nameKey('mute-', other, mostChars)];
        expect(a).toMatch(/^mute-[A-Za-z0-9_-]*$/);
        expect(a.length).toBeLessThanOrEqual(mostChars);
        expect(a === b).toBe(one === other);
      }),
      { numRuns: 2_000 },
    );
  });
});
