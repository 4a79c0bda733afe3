// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these references are what is tested

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  firstReference,
  hasBareReference,
  nameInBareReference,
  namesIn,
  withEnvironment,
} from '../../lib/config/environment.ts';

const ENV = { A: '1', B_2: 'zwei', EMPTY: '', ODD: '$& $1 ${A} $', _X: 'x' };
const filled = (document: unknown) => withEnvironment(document, ENV);

describe('a document', () => {
  it.each<[unknown, unknown]>([
    ['${A}', '1'],
    ['${A}${A}', '11'],
    ['a${B_2}b', 'azweib'],
    ['${_X}', 'x'],
    ['$${A}', '${A}'],
    ['$${A}${A}', '${A}1'],
    ['$$${A}', '$${A}'],
    ['${ODD}', '$& $1 ${A} $'],
    ['$A', '$A'],
    ['{A}', '{A}'],
    ['${A', '${A'],
    ['直播${A}🚀', '直播1🚀'],
    ['', ''],
    [{ key: ['${A}', { deep: '${B_2}' }] }, { key: ['1', { deep: 'zwei' }] }],
    [{ '${A}': 'keys stay' }, { '${A}': 'keys stay' }],
    [
      [1, true, null, 0.5],
      [1, true, null, 0.5],
    ],
    [null, null],
    [7, 7],
  ])('has its texts filled in: %j', (document, expected) => {
    expect(filled(document)).toEqual({ value: expected, problems: [] });
  });

  it.each<[string, string, string]>([
    ['${NONE}', '${NONE}, which is not set in the environment', 'the environment variable NONE to have a value'],
    ['${EMPTY}', '${EMPTY}, which is empty in the environment', 'the environment variable EMPTY to have a value'],
    ['${B2}', '${B2}, which is not set in the environment', 'the environment variable B2 to have a value'],
    ['${}', 'a reference with an odd name', 'a name made of letters, digits and _'],
    ['${a-b}', 'a reference with an odd name', 'a name made of letters, digits and _'],
    ['${1A}', 'a reference with an odd name', 'a name made of letters, digits and _'],
    ['${A:-default}', 'a reference with an odd name', 'a name made of letters, digits and _'],
    ['${ A }', 'a reference with an odd name', 'a name made of letters, digits and _'],
    ['${constructor}', '${constructor}, which is not set in the environment', 'the environment variable constructor'],
    ['${__proto__}', '${__proto__}, which is not set in the environment', 'the environment variable __proto__'],
  ])('tells of what cannot be filled in: %s', (text, found, expected) => {
    const { value, problems } = filled({ list: [text] });
    expect(value).toEqual({ list: [text] });
    expect(problems).toMatchObject([{ path: ['list', 0], found }]);
    expect(problems[0]?.expected).toContain(expected);
  });

  it('tells of each place, and of two variables in one text', () => {
    const { problems } = filled({ a: '${X1}-${X2}', b: [{ c: '${X3}' }], d: '${A}' });
    expect(problems.map(({ path, found }) => [path.join('.'), found.slice(0, 5)])).toEqual([
      ['a', '${X1}'],
      ['a', '${X2}'],
      ['b.0.c', '${X3}'],
    ]);
  });

  it('names a variable that is set and nearly the same, and never one that is empty', () => {
    const expectedOf = (env: Record<string, string>) =>
      withEnvironment('${SLACK_URL}', env).problems.map(({ expected }) => expected)[0];
    const plain = 'the environment variable SLACK_URL to have a value';
    expect(expectedOf({ SLACK_URI: 'x' })).toBe(`${plain}; did you mean \${SLACK_URI}?`);
    expect(expectedOf({ SLACKURL: 'x' })).toBe(`${plain}; did you mean \${SLACKURL}?`);
    expect(expectedOf({ SLACK_URI: '' })).toBe(plain);
    expect(expectedOf({ 'SLACK.URL': 'x' })).toBe(plain);
    expect(expectedOf({ SLACK_URL: '', SLACK_URI: 'x' })).toBe(plain);
    expect(expectedOf({ PAGER_KEY: 'x' })).toBe(plain);
  });

  it('is another one afterwards: what was written is kept', () => {
    const document = { a: ['${A}'] };
    const { value } = filled(document);
    expect(value).not.toBe(document);
    expect(document).toEqual({ a: ['${A}'] });
  });

  it('keeps a key that is called like the prototype', () => {
    const { value } = filled(JSON.parse('{"__proto__":{"a":"${A}"}}'));
    expect(JSON.stringify(value)).toBe('{"__proto__":{"a":"1"}}');
  });

  it('without references stays as it is, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (document) => {
        fc.pre(!JSON.stringify(document).includes('${'));
        expect(filled(document)).toEqual({ value: document, problems: [] });
      }),
    );
  });

  it('with every dollar doubled gives the text that was meant', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('${A}', '${NONE}', 'x', ' ', '{', '}', '直'), { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        expect(filled(text.replaceAll('${', () => '$${'))).toEqual({ value: text, problems: [] });
      }),
    );
  });
});

describe('references in a text', () => {
  it.each<[string, string | null]>([
    ['${A} ${B}', '${A}'],
    ['$${A} ${B}', '${B}'],
    ['$${A}', null],
    ['${}', '${}'],
    ['$A', null],
    ['', null],
  ])('the first of %s is %s', (text, first) => {
    expect(firstReference(text)).toBe(first);
  });

  it('have names, which are listed once, and sorted', () => {
    expect(namesIn({ z: '${B}', a: ['${A}${B}', { c: '$${ESCAPED} ${C-D}' }], '${KEY}': 1, n: null })).toEqual([
      'A',
      'B',
      'C-D',
    ]);
    expect(namesIn('${A}')).toEqual(['A']);
    expect(namesIn(null)).toEqual([]);
  });
});

describe('a reference in the syntax of something else', () => {
  it.each<[string, boolean, string | null]>([
    // looks like one; its name where it may be shown
    ['$SLACK_URL', true, 'SLACK_URL'],
    ['${SLACK_URL', true, 'SLACK_URL'],
    ['$(SLACK_URL)', true, 'SLACK_URL'],
    ['$env:SLACK_URL', true, 'SLACK_URL'],
    ['$ENV:SLACK_URL', true, 'SLACK_URL'],
    ['%SLACK_URL%', true, 'SLACK_URL'],
    ['$SLACK', true, null],
    ['$slack_url', true, null],
    ['%Slack_Url%', true, null],
    ['prefix $TOKEN', true, null],
    ['$TOKEN/suffix', true, null],
    ['%SLACK_URL', false, null],
    ['$(SLACK URL)', false, null],
    ['100%', false, null],
    ['50% of %A B%', false, null],
    ['$5', false, null],
    ['$ab cd', false, null],
    ['$AB', true, null],
    ['x$AB', false, null],
    ['x$ABC', true, null],
    ['$$ABC', false, null],
    ['x$ABCd', false, null],
    ['', false, null],
  ])('%s is one: %s, and names %s', (text, isOne, named) => {
    expect([hasBareReference(text), nameInBareReference(text)]).toEqual([isOne, named]);
  });

  it('is no name of more than 61 letters in the middle of a text, which is rather a secret', () => {
    expect(hasBareReference(`x $${'A'.repeat(61)}`)).toBe(true);
    expect(hasBareReference(`x $${'A'.repeat(62)}`)).toBe(false);
  });
});
