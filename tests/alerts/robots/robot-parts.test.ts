import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  judgeByStatus,
  numberIn,
  readAnswer,
  secondsIn,
  succeeded,
  textOf,
  throttleWaitMs,
} from '../../../lib/alerts/robots/robot-answer.ts';
import { commandText, escapeByLookAlikes, jsonBytes, withKeyword } from '../../../lib/alerts/robots/robot-markdown.ts';
import { readRobotTarget, vendorWords } from '../../../lib/alerts/robots/robot-target.ts';

const NOW = Date.UTC(2026, 2, 1, 8);
const answer = (status: number, text: string, headers: Record<string, string> = {}) =>
  readAnswer({ status, text, headers: { get: (name) => headers[name] ?? null } }, NOW);

describe("a robot's answer", () => {
  it.each<[string, object | null]>([
    ['{"errcode":0}', { errcode: 0 }],
    ['[0]', null],
    ['"ok"', null],
    ['ok', null],
    ['', null],
    ['{"errcode":', null],
  ])('%s has these fields', (text, json) => {
    expect(answer(200, text)).toMatchObject({ status: 200, text, json });
  });

  it.each<[number, Record<string, string>, number | null]>([
    [200, {}, null],
    [429, { 'retry-after': '7' }, 7_000],
    [200, { 'x-ogw-ratelimit-reset': '9' }, 9_000],
    [429, { 'retry-after': '7', 'x-ogw-ratelimit-reset': '9' }, 7_000],
    [200, { 'x-ogw-ratelimit-reset': ' 9 ' }, 9_000],
    [200, { 'x-ogw-ratelimit-reset': '-9' }, null],
    [200, { 'x-ogw-ratelimit-reset': '1234567' }, null],
    [200, { 'x-ogw-ratelimit-reset': 'soon' }, null],
  ])('with %i and %j asks to wait %s', (status, headers, waitMs) => {
    const read = answer(status, '{}', headers);
    expect(read.retryAfterMs).toBe(waitMs);
    expect(throttleWaitMs(read)).toBe(waitMs ?? 60_000);
  });

  it.each<[unknown, number | null, string, number | null]>([
    // as a whole number, as a text, as seconds
    [7, 7, '', 7_000],
    [0, 0, '', 0],
    [-1, -1, '', null],
    [1.5, null, '', 1_500],
    [2 ** 53, null, '', 2 ** 53 * 1_000],
    ['7', null, '7', null],
    [null, null, '', null],
    [true, null, '', null],
    [[7], null, '', null],
    [undefined, null, '', null],
  ])('has in a field with %j: %s, %j, %s', (value, whole, text, waitMs) => {
    const json = { field: value };
    expect([numberIn(json, 'field'), textOf(json, 'field'), secondsIn(json, 'field')]).toEqual([whole, text, waitMs]);
    expect([numberIn(null, 'field'), textOf(null, 'field'), secondsIn(null, 'field')]).toEqual([null, '', null]);
  });

  it.each<[number, boolean]>([
    [199, false],
    [200, true],
    [299, true],
    [300, false],
  ])('%i is a success: %s', (status, isOne) => {
    expect(succeeded(answer(status, ''))).toBe(isOne);
  });

  it.each<[number, string, string, RegExp]>([
    [200, '{}', 'try-later', /^answered HTTP 200 without Slack's reply in it; a proxy may have answered instead$/],
    [200, '<html>', 'doubtful', /with a web page/],
    [302, '', 'broken', /a redirect/],
    [400, '', 'doubtful', /^answered HTTP 400 without Slack's reply in it$/],
    [413, '', 'refused', /too large/],
    [429, '', 'try-later', /too many messages/],
    [404, '', 'broken', /check the address, or make a new robot/],
    [500, '', 'try-later', /^answered HTTP 500$/],
  ])('%i without the words of its vendor is judged by that: %s', (status, text, kind, problem) => {
    const judgement = judgeByStatus(answer(status, text), 'Slack');
    expect(judgement.kind).toBe(kind);
    expect('problem' in judgement ? judgement.problem : '').toMatch(problem);
  });

  it('of too many messages waits a minute where it does not say how long', () => {
    expect(judgeByStatus(answer(429, ''), 'Slack')).toMatchObject({ afterMs: 60_000 });
    expect(judgeByStatus(answer(429, '', { 'retry-after': '3' }), 'Slack')).toMatchObject({ afterMs: 3_000 });
  });
});

describe('names in a markup without escapes', () => {
  it.each([
    ['evening news', 'evening news'],
    ['<at id=all></at>', '＜at id=all>＜/at>'],
    ['**bold** `code`', "∗∗bold∗∗ 'code'"],
    ['[click](https://evil.example)', '[click] (https://evil.example)'],
    ['![x](y)', '![x] (y)'],
    ['snake_case_name', 'snake_case_name'],
    ['火星🚀', '火星🚀'],
  ])('%s is shown as %s', (name, shown) => {
    expect(escapeByLookAlikes(name)).toBe(shown);
  });

  it('start nothing, whatever they are, and escaped again are the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '`', '*', ']', '(', '[', 'a', '🚀', ' ') }), (name) => {
        const shown = escapeByLookAlikes(name);
        expect(shown).not.toMatch(/[<`*]|\]\(/);
        expect(escapeByLookAlikes(shown)).toBe(shown);
      }),
    );
  });

  it.each([
    ["relaywatch tasks --task-id 'a b'", "`relaywatch tasks --task-id 'a b'`"],
    ['relaywatch explain cn-shanghai/t-1', '`relaywatch explain cn-shanghai/t-1`'],
    ['relaywatch tasks --name "`x`"', 'relaywatch tasks --name "\'x\'"'],
    ['relaywatch tasks\nreboot', 'relaywatch tasks\nreboot'],
  ])('a command is code unless it could end that: %j', (command, shown) => {
    expect(commandText(command, escapeByLookAlikes)).toBe(shown);
  });

  it.each<[string, string | undefined, string]>([
    ['all well', undefined, 'all well'],
    ['all well', 'well', 'all well'],
    ['all well', '直播', 'all well<br>直播'],
    ['', '直播', '<br>直播'],
  ])('%j with the keyword %s is %j', (text, keyword, expected) => {
    expect(withKeyword(text, keyword, '<br>')).toBe(expected);
  });

  it('take as many bytes as are sent', () => {
    expect(jsonBytes({ a: '直"' })).toBe(Buffer.byteLength('{"a":"直\\""}'));
  });
});

describe('the address of a robot', () => {
  it.each<[string, string | undefined, RegExp]>([
    ['hooks.slack.com', undefined, /^its URL is not a URL/],
    ['', undefined, /^its URL is not a URL/],
    ['ftp://canary@hooks', undefined, /^its URL must start with https/],
    ['https://canary:x@hooks', undefined, /^its URL must not hold a user name/],
    ['https://hooks', '', /^its secret is empty/],
    ['https://hooks', ' \n', /^its secret is empty/],
  ])('%s with the secret %j is told what is wrong with it', (url, secret, problem) => {
    const told = readRobotTarget(url, secret);
    expect(told).toMatch(problem);
    expect(told).not.toContain('canary');
  });

  it('shows its host alone', () => {
    expect(readRobotTarget('https://Hooks.example.com:8443/a?b=c', undefined)).toEqual({
      url: 'https://hooks.example.com:8443/a?b=c',
      host: 'hooks.example.com:8443',
      origin: 'https://hooks.example.com:8443',
    });
  });

  const settings = { url: 'https://oapi.example.com/robot/Canary1?access_token=Canary2#Canary3', secret: 'Canary4' };
  it.each(['Canary1', 'Canary2', 'Canary3', 'Canary4', encodeURIComponent(settings.url), settings.url])(
    'is not in what the vendor says of it: %s',
    (part) => {
      expect(vendorWords(`token ${part} is not known`, settings)).not.toMatch(/Canary/);
    },
  );

  it('lets the vendor say 120 characters', () => {
    expect(vendorWords('a'.repeat(121), settings)).toBe(`${'a'.repeat(119)}…`);
  });
});
