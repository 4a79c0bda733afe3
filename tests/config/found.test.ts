// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these references are what is tested

import { describe, expect, it } from 'vitest';
import { foundAt } from '../../lib/config/found.ts';
import { ConfigError, pathText } from '../../lib/config/problems.ts';

/** What an error says of a value that stands in the file as it is. */
const found = (value: unknown, ...path: (string | number)[]) => foundAt(value, value, path);

describe('what was found', () => {
  it.each<[unknown, string]>([
    [undefined, 'nothing'],
    [null, 'an empty value'],
    ['', 'an empty value'],
    [' \n', 'an empty value'],
    [[], 'an empty list'],
    [['secret'], 'a list'],
    [{}, 'a section'],
    [{ secret: 'x' }, 'a section'],
    [12345, 'a number'],
    [true, 'a boolean'],
    ['whsec_secret', 'a text (not shown)'],
    ['$SECRET_NAME', 'a variable that is not written as ${NAME} and therefore not filled in'],
    ['%SECRET_NAME%', 'a variable that is not written as ${NAME} and therefore not filled in'],
  ])('is not shown where a secret may stand: %j', (value, expected) => {
    expect(found(value, 'alerts', 0, 'secret')).toBe(expected);
  });

  it.each<[string, unknown, string]>([
    ['qps', 12345, '12345'],
    ['qps', -0.5, '-0.5'],
    ['qps', Number.NaN, 'NaN'],
    ['qps', 123456789, '123456789'],
    ['qps', 1234567890, 'a number'],
    ['continue', true, 'true'],
    ['language', 'de', '"de"'],
    ['region', 'cn_shanghai', '"cn_shanghai"'],
    ['type', 'a'.repeat(24), `"${'a'.repeat(24)}"`],
    ['type', 'a'.repeat(25), 'a text (not shown)'],
    ['type', 'two words', 'a text (not shown)'],
    ['type', 'https://hooks', 'a text (not shown)'],
    ['type', 'LTAI5tExampleExample', 'a text (not shown)'],
    ['type', 'Canary7f3e9b', 'a text (not shown)'],
    ['namespace', '91827364', '"91827364"'],
    ['namespace', '918273645', 'a text (not shown)'],
    ['region', 'ap-southeast-12', '"ap-southeast-12"'],
    ['forSeconds', '90s', '"90s"'],
    ['since', '2026-11-26', '"2026-11-26"'],
    ['region', '上海', 'a text (not shown)'],
    ['language', '$LANGUAGE', 'a variable that is not written as ${NAME} and therefore not filled in'],
    ['verdicts', ['x'], 'a list'],
  ])('is shown under a key for words and numbers, if it is one: %s: %j', (key, value, expected) => {
    expect(found(value, 'policy', key)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ['cron', '61 * * * *', true],
    ['cron', '0 2 * * sunny', true],
    ['cron', '@hourly', true],
    ['cron', '0 0 31 feb *', true],
    ['cron', 'every night', false],
    ['cron', 'Canary7f3e9b', false],
    ['cron', `${'1 '.repeat(30)}1`, false],
    ['cron', '1 2 3 4 5 6 7 8 9', false],
    ['cron', '12345 * * * *', false],
    ['timeZone', 'Asia/Shangai', true],
    ['timeZone', 'CST', true],
    ['timeZone', 'UTC+8', true],
    ['timeZone', 'Asia/a?token=1', false],
    ['timeZone', `Asia/${'a'.repeat(40)}`, false],
    ['schedule', '@every 1x', true],
    ['schedule', 'rate(5 minute)', true],
    ['schedule', 'cron(0/61 * * * ? *)', true],
    ['schedule', 'CRON_TZ=IST 0 * * * * *', true],
    ['schedule', 'CRON_TZ=secret/x 0 * * * * *', false],
    ['schedule', '@every Canary7f3e9b', false],
    ['constructor', '0 2 * * *', false],
  ])('is shown under %s if it looks like one: %j: %s', (key, text, isShown) => {
    expect(found(text, key)).toBe(isShown ? `"${text}"` : 'a text (not shown)');
  });

  it('is the name of a variable where the file has one, and never its value', () => {
    const path = ['live', 'qps'];
    expect(foundAt('hunter2', '${QPS}', path)).toBe('the value of ${QPS} (not shown)');
    expect(foundAt('x hunter2', 'x ${A} ${B}', path)).toBe('the value of ${A} (not shown)');
    expect(foundAt('', '${A}', path)).toBe('the value of ${A} (not shown)');
    expect(foundAt('${A}', '$${A}', path)).toBe('a text (not shown)');
  });
});

describe('a place in a configuration', () => {
  it.each<[(string | number)[], string]>([
    [[], '(file)'],
    [['live'], 'live'],
    [['alerts', 0, 'url'], 'alerts[0].url'],
    [['routes', 0, 'channels', 12], 'routes[0].channels[12]'],
    [[0], '[0]'],
    [['missed-start'], 'missed-start'],
    [['a'.repeat(31)], 'a'.repeat(31)],
    [['a'.repeat(32)], '(a key that is not shown)'],
    [['live', 'url:https://hooks'], 'live.(a key that is not shown)'],
    [['live', 'a.b'], 'live.(a key that is not shown)'],
    [['live', ''], 'live.(a key that is not shown)'],
    [['x', '密钥'], 'x.(a key that is not shown)'],
    [['x', '__proto__'], 'x.(a key that is not shown)'],
    [['x', 'key7'], 'x.key7'],
    [['x', 'key77'], 'x.(a key that is not shown)'],
  ])('%j is written %s', (path, text) => {
    expect(pathText(path)).toBe(text);
  });

  it('stands in a sentence, one a line, with the line where it is known', () => {
    const error = new ConfigError('a.yml', [
      { path: 'x', found: 'nothing', expected: 'a text' },
      { path: 'y[0]', found: 'a list', expected: 'a number', line: 3 },
    ]);
    expect(error.message).toBe(
      'a.yml cannot be used:\n  x: found nothing, expected a text\n  y[0]: found a list, expected a number (line 3)',
    );
    expect([error.name, error.reason, error.source]).toEqual(['ConfigError', 'bad-config', 'a.yml']);
  });
});
