import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { allDocuments } from '../../lib/config/accounts.ts';
import { firstOfEachPlace } from '../../lib/config/check-document.ts';
import { linesAdded } from '../../lib/config/lines.ts';
import { configPath, readYaml } from '../../lib/config/load.ts';
import { present } from '../../lib/config/present.ts';
import { sectionOf, sectionsOf } from '../../lib/config/sections.ts';
import { utf8Text } from '../../lib/config/utf8.ts';
import { MOST_DEPTH } from '../../lib/config/yaml-depth.ts';

describe('a part of a document', () => {
  it.each<[unknown, object, object[]]>([
    [{ a: 1 }, { a: 1 }, []],
    [[{ a: 1 }, 7, null, [1]], {}, [{ a: 1 }, {}, {}, {}]],
    [[], {}, []],
    ['text', {}, []],
    [null, {}, []],
    [undefined, {}, []],
  ])('is a section or a list of them, whatever it is: %j', (part, section, sections) => {
    expect([sectionOf(part), sectionsOf(part)]).toEqual([section, sections]);
  });

  it('without what is undefined keeps everything else that is false', () => {
    expect(present({ a: undefined, b: null, c: 0, d: '', e: false })).toEqual({ b: null, c: 0, d: '', e: false });
    expect(Object.keys(present({ a: undefined }))).toEqual([]);
  });
});

describe('the bytes of a file', () => {
  const bytes = (...parts: (string | number)[]) =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

  it.each<[string, Buffer, object]>([
    ['the first byte', bytes(0xff, 'a'), { line: 1, column: 1, found: 'the byte 0xFF at offset 0' }],
    ['the last byte', bytes('ab\nc', 0xe9), { line: 2, column: 2, found: 'the byte 0xE9 at offset 4' }],
    ['after a rocket', bytes('🚀', 0x80), { line: 1, column: 3, found: 'the byte 0x80 at offset 4' }],
    [
      'after a replacement character',
      bytes('\ufffd', 0xc3),
      { line: 1, column: 2, found: 'the byte 0xC3 at offset 3' },
    ],
    ['after CRLF', bytes('a\r\nb\r\n', 0xfe), { line: 3, column: 1, found: 'the byte 0xFE at offset 6' }],
    ['an overlong slash', bytes('a', 0xc0, 0xaf), { line: 1, column: 2, found: 'the byte 0xC0 at offset 1' }],
    ['beyond Unicode', bytes(0xf4, 0x90, 0x80, 0x80), { line: 1, column: 1, found: 'the byte 0xF4 at offset 0' }],
    ['the first of two', bytes(0x80, 'a', 0x81), { line: 1, column: 1, found: 'the byte 0x80 at offset 0' }],
  ])('stop being UTF-8 at %s', (_, content, { found, ...place }: { found?: string }) => {
    expect(utf8Text(content)).toEqual({ ...place, found: `${found}, which is not UTF-8` });
  });

  it.each([
    [0xff, 0xfe, '0xFF 0xFE'],
    [0xfe, 0xff, '0xFE 0xFF'],
  ])('of UTF-16 are known by their first two', (first, second, shown) => {
    expect(utf8Text(bytes(first, second, 'x'))).toEqual({
      line: 1,
      column: 1,
      found: `the bytes ${shown}, with which UTF-16 files begin`,
    });
  });

  it('of any text give that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(utf8Text(Buffer.from(text))).toBe(text);
      }),
    );
  });

  it('with one wrong byte inside give its offset, wherever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        const result = utf8Text(bytes(before, 0xff, after));
        const offset = Buffer.byteLength(before);
        fc.pre(offset > 0 || Buffer.from(after)[0] !== 0xfe);
        expect(result).toMatchObject({ found: `the byte 0xFF at offset ${offset}, which is not UTF-8` });
      }),
    );
  });
});

describe('the text of a file', () => {
  it.each<[string, unknown]>([
    ['a: 1', { a: 1 }],
    ['a: [x, "y"]\nb: null', { a: ['x', 'y'], b: null }],
    ['a: yes', { a: 'yes' }],
    ['a: 08', { a: 8 }],
    ['a: 2026-03-01', { a: '2026-03-01' }],
    ['base: &b { x: 1 }\nother: *b', { base: { x: 1 }, other: { x: 1 } }],
    ['', null],
    ['# only a comment', null],
    ['{"json": true}', { json: true }],
    ['a: "直播 🚀"', { a: '直播 🚀' }],
  ])('is YAML 1.2: %j', (text, document) => {
    expect(readYaml(text, 'a.yml')).toEqual(document);
  });

  it.each<[string, string]>([
    ['a: 1\na: 2', 'line 2, column 1: found a key that is already there'],
    ['a: "x', 'line 1, column 6: found a place where a character is missing, such as a quote, a bracket'],
    ['a: [x', 'line 1, column 6: found'],
    ['a: 1\n---\nb: 2', 'line 2, column 1: found a second document'],
    ['a:\n\tb: 1', 'line 2, column 1: found a tab as indentation'],
    ['a: !secret x', 'line 1, column 4: found a tag (!name) that means nothing here'],
    ['a: &x { <<: 1 }', 'line 1, column 9: found a merge key (<<), which is not part of YAML 1.2'],
    ['a: *nothing', '(file): found an alias (*name) without its anchor (&name), or more aliases than are safe'],
  ])('is told where it is none: %j', (text, problem) => {
    expect(() => readYaml(text, 'a.yml')).toThrow(`a.yml cannot be used:\n  ${problem}`);
  });

  it('with aliases upon aliases is refused rather than followed', () => {
    const steps = Array.from({ length: 12 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(10)}]`);
    expect(() => readYaml(['a0: &a0 [x]', ...steps].join('\n'), 'a.yml')).toThrow('more aliases than are safe');
  });

  it.each(['a: &a {b: *a}', 'a: &a [*a, *a]', 'a: &a\n  b: &b [*a]\n  c: *b'])(
    'that holds itself is refused: %j',
    (text) => {
      expect(() => readYaml(text, 'a.yml')).toThrow(
        'a.yml cannot be used:\n  (file): found a section that is inside itself',
      );
    },
  );

  it('may say the same twice by an alias', () => {
    expect(readYaml('a: &a {b: 1}\nc: [*a, *a]', 'a.yml')).toEqual({ a: { b: 1 }, c: [{ b: 1 }, { b: 1 }] });
  });
});

describe('a document of many sections inside one another', () => {
  const nested = (depth: number): string[] => [
    '['.repeat(depth) + ']'.repeat(depth),
    `${'{a: '.repeat(depth)}1${'}'.repeat(depth)}`,
    `${'- '.repeat(depth)}1`,
    Array.from({ length: depth }, (_, at) => `${' '.repeat(at)}a:\n`).join(''),
  ];
  it.each(nested(MOST_DEPTH - 1))('is read while they are few: %s', (text) => {
    expect(readYaml(text, 'a.yml')).toEqual(parse(text));
  });

  it.each([
    ...nested(MOST_DEPTH + 1),
    ...nested(10_000).slice(0, 3),
    '? '.repeat(10_000),
    `!!x 'y'${'{'.repeat(9_999)}`,
  ])('is refused by a sentence, and never parsed, when they are many: %#', (text) => {
    expect(() => readYaml(text, 'a.yml')).toThrow('more than 50 sections or lists inside one another');
    expect(linesAdded([{ path: 'a' }], text)).toEqual([{ path: 'a' }]);
  });

  it('is not taken for one because many stand beside one another', () => {
    const text = `a:\n${'- b: {c: [1, 2], d: {}}\n- - 1\n'.repeat(100)}e: [${'{}, '.repeat(100)}]\nf:\n  g: 1`;
    expect(readYaml(text, 'a.yml')).toEqual(parse(text));
  });
});

it.each(['? [canary-1]\n: 1', '{canary-1: 2}: 1', 'a: &a [canary-1]\nb: {*a : 1}'])(
  'a section as a key is refused, before the parser prints it as a warning: %j',
  async (text) => {
    const warnings: unknown[] = [];
    const note = (warning: unknown) => warnings.push(warning);
    process.on('warning', note);
    expect(() => readYaml(text, 'a.yml')).toThrow('a section or a list where a key should be');
    await new Promise(setImmediate);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  },
);

it.each<object>([{ toString: 1 }, { valueOf: {}, toString: null }])(
  'an account, a place or a channel of which the text is a section of its own is refused: %j',
  (odd) => {
    const entry = {
      name: odd,
      live: { regions: ['cn-shanghai'] },
      state: { type: odd, bucket: 'b', prefix: odd, endpoint: odd },
    };
    expect(() => allDocuments({ accounts: [entry] }, 'a.yml')).toThrow('accounts[0].name');
  },
);

describe('the line of a place', () => {
  const TEXT = [
    'live:',
    '  regions: [cn-shanghai]',
    'alerts:',
    '  - type: console',
    '  - type: slack',
    '"a b": 1',
  ].join('\n');
  it.each<[string, number | undefined]>([
    ['live', 1],
    ['live.regions', 2],
    ['live.regions[0]', 2],
    ['live.regions[7]', 2],
    ['live.qps', 1],
    ['alerts[0].type', 4],
    ['alerts[1].url', 5],
    ['alerts[9].url', 3],
    ['a b', 6],
    ['nowhere', undefined],
    ['(file)', undefined],
  ])('%s is %s', (path, line) => {
    expect(linesAdded([{ path, more: true }], TEXT)).toEqual([{ path, more: true, ...(line ? { line } : {}) }]);
  });

  it.each(['', 'just a text', '- a\n- [', 'a: [', '# nothing'])('is not known of %j', (text) => {
    expect(linesAdded([{ path: 'a.b' }], text)).toEqual([{ path: 'a.b' }]);
  });
});

it('one problem a place is told, and two places with the same problem are', () => {
  const at = (path: string, found: string) => ({ path, found, expected: 'x' });
  const problems = [at('a', 'one'), at('a', 'one'), at('a', 'two'), at('b', 'one')];
  expect(firstOfEachPlace(problems)).toEqual([problems[0], problems[2], problems[3]]);
});

it.each<[string | undefined, string | undefined, string]>([
  ['a.yml', 'b.yml', 'a.yml'],
  ['', 'b.yml', 'b.yml'],
  [undefined, '', 'relaywatch.yml'],
])('the file is %j, else %j, else the usual one', (given, ofEnvironment, path) => {
  expect(configPath(given, { RELAYWATCH_CONFIG: ofEnvironment })).toBe(path);
});
