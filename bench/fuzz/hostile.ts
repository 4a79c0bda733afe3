import fc from 'fast-check';

/** Markup that does harm wherever it is shown as it is. */
export const MARKUP = '"><img src=x onerror=alert(1)>';
/** Stands where a secret stands, so that it can be looked for. */
export const SECRET = 'Canary7f3e9b';

/** Names that every object has without having been given them. */
export const INHERITED = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  '__lookupGetter__',
] as const;

const LONG = 10_000;
const long = (part: string) => part.repeat(Math.ceil(LONG / part.length));

/** Texts that cost somebody a night, somewhere. */
export const TEXTS: readonly string[] = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  'NaN',
  '1e309',
  '9007199254740993',
  MARKUP,
  '</script><script>alert(1)</script>',
  '{{{x}}}{{#x}}{{/y}}',
  '\u0000',
  '\r\nset-cookie: a=b',
  '\u001b[2J\u001b]0;x\u0007',
  '\u202egnp.exe\u202c',
  '\ud800',
  '\udc00x\ud83d',
  '\u2028\u2029',
  'مرحبا بالعالم',
  '火星🚀',
  '../../etc/passwd',
  '%00%2e%2e%2f%',
  '$' + '{HOME}',
  'https://a:b@[::1]:99999/?#',
  '2026-13-45T99:99:99Z',
  '+275760-09-13T00:00:00.001Z',
  '0000-00-00T00:00:00Z',
  long('a'),
  long(' '),
  long('0'),
  long('*a'),
  long('a.'),
  long('https://a/?a=b&'),
  long('<'),
  long('{{'),
  long('\\'),
  long('"'),
  long('\n'),
  long('🚀'),
  long('a:b@'),
  ...INHERITED,
];

/** Values as JSON writes them, some that no program would write among them. */
const JSON_TEXTS: readonly string[] = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-1',
  '1e308',
  '1e999',
  '-1e999',
  '5e-324',
  '9007199254740993',
  '123456789012345678901234567890',
  '8.64e15',
  '8640000000000001',
  '""',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{"":{}}',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"length":4294967295}',
  '{"toString":1,"valueOf":null}',
  '{"then":1}',
  `${'['.repeat(64)}${']'.repeat(64)}`,
  `${'{"a":'.repeat(64)}1${'}'.repeat(64)}`,
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  `[${'0,'.repeat(5_000)}0]`,
];

/** A text from outside. */
export const hostileTexts: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
);

/** Any value from outside, in JSON. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...JSON_TEXTS) },
  { weight: 4, arbitrary: hostileTexts.map((text) => JSON.stringify(text)) },
  { weight: 1, arbitrary: fc.integer().map(String) },
  { weight: 1, arbitrary: fc.double().map((number) => JSON.stringify(number)) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
);

/** A name that something in a document may have. */
export const hostileNames: fc.Arbitrary<string> = fc.oneof(fc.constantFrom(...INHERITED), hostileTexts);
