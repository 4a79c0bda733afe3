import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { changeIn } from '../../../functions/status/act-form.ts';
import { assetNamed, typeOfAsset } from '../../../functions/status/assets.ts';
import { keptLanguage, languageOf } from '../../../functions/status/language.ts';
import { isFromOwnPage } from '../../../functions/status/own-page.ts';
import { daysOf, keptQuery, pastQueryOf, periodsWithin } from '../../../functions/status/past-query.ts';
import { causeIn, targetOf } from '../../../functions/status/target.ts';
import type { UtcDateTime } from '../../../lib/base/time.ts';
import { cookieOf, type HttpRequest } from '../../../lib/status/http.ts';

const NOW = DateTime.fromISO('2026-03-01T08:00:00.000Z', { zone: 'utc' }) as UtcDateTime;
const request = (query = '', headers: Record<string, string> = {}): HttpRequest => ({
  method: 'GET',
  path: '/',
  query: new URLSearchParams(query),
  headers,
});

describe('the language of a reader', () => {
  it.each<[string, string | undefined, string | undefined, string]>([
    // chosen now, chosen before, of the browser
    ['', undefined, undefined, 'zh'],
    ['lang=en', 'zh', 'zh-CN', 'en'],
    ['lang=de', 'en', 'zh-CN', 'en'],
    ['lang=', undefined, 'en-GB,en;q=0.9', 'en'],
    ['', 'de', 'en', 'en'],
    ['', undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['', undefined, 'de-DE,de;q=0.9,en;q=0.8,zh;q=0.7', 'en'],
    ['', undefined, 'en;q=0.5, zh;q=0.6', 'zh'],
    ['', undefined, 'en;q=0, zh;q=0.1', 'zh'],
    ['', undefined, 'EN-us', 'en'],
    ['', undefined, 'en; q=0.9', 'en'],
    ['', undefined, 'de, fr', 'zh'],
    ['', undefined, '*', 'zh'],
    ['', undefined, 'en;q=1.2.3', 'zh'],
    ['', undefined, ',;=,q', 'zh'],
    ['', undefined, 'constructor', 'zh'],
  ])('by %j, the cookie %s and %s is %s', (query, cookie, accepts, language) => {
    const headers = {
      ...(cookie === undefined ? {} : { cookie: `a=1; relaywatch_language=${cookie}; b=2` }),
      ...(accepts === undefined ? {} : { 'accept-language': accepts }),
    };
    expect(languageOf(request(query, headers), 'zh')).toBe(language);
  });

  it('is kept once it was chosen, and only then', () => {
    expect(keptLanguage(request('lang=zh'))['set-cookie']).toMatch(
      /^relaywatch_language=zh; Path=\/; .*HttpOnly; Secure/,
    );
    for (const query of ['', 'lang=de', 'lang=zh%0d%0aset-cookie: x']) expect(keptLanguage(request(query))).toEqual({});
  });

  it.each<[string | undefined, string, string | null]>([
    ['a=1; b=2', 'b', '2'],
    ['a=1,b=2', 'b', '2'],
    ['ab=1; b=2=3', 'b', '2=3'],
    ['b=', 'b', ''],
    ['B=1', 'b', null],
    ['b', 'b', null],
    [undefined, 'b', null],
  ])('stands among the cookies %s as %s: %s', (cookie, name, value) => {
    expect(cookieOf(request('', cookie === undefined ? {} : { cookie }), name)).toBe(value);
  });
});

describe('what is at a path', () => {
  it.each<[string, object | null]>([
    ['/', { kind: 'page', page: 'now' }],
    ['/fleet', { kind: 'page', page: 'fleet' }],
    ['/history', { kind: 'page', page: 'history' }],
    ['/reliability', { kind: 'page', page: 'reliability' }],
    ['/explain', { kind: 'page', page: 'explain' }],
    ['/api/v1/status', { kind: 'api' }],
    ['/api/v1/explain', { kind: 'explain-api' }],
    ['/api/v1/history', { kind: 'past-api', page: 'history' }],
    ['/api/v1/reliability', { kind: 'past-api', page: 'reliability' }],
    ['/metrics', { kind: 'metrics' }],
    ['/cause/rw-1_a', { kind: 'page', page: 'cause', cause: 'rw-1_a' }],
    [`/cause/${'a'.repeat(100)}`, { kind: 'page', page: 'cause', cause: 'a'.repeat(100) }],
    [`/cause/${'a'.repeat(101)}`, null],
    ['/cause/', null],
    ['/cause/a/b', null],
    ['/cause/a.b', null],
    ['/assets/page-1.js', { kind: 'asset', name: 'page-1.js' }],
    ['/assets/../index.js', null],
    ['/assets/', null],
    ['/Fleet', null],
    ['/fleet/', null],
    ['/api/v2/status', null],
    ['/constructor', null],
    ['', null],
  ])('%s', (path, target) => {
    expect(targetOf(path)).toEqual(target);
    expect(causeIn(path)).toBe(target !== null && 'cause' in target ? target.cause : undefined);
  });

  it('may be a file with its type', () => {
    expect([typeOfAsset('a.js'), typeOfAsset('a.css'), typeOfAsset('a.constructor')]).toEqual([
      'text/javascript; charset=utf-8',
      'text/css; charset=utf-8',
      'application/octet-stream',
    ]);
    const files = new Map([['page.js', new Uint8Array()]]);
    expect([assetNamed(files, '.js'), assetNamed(files, '.css'), assetNamed(new Map(), '.js')]).toEqual([
      'page.js',
      null,
      null,
    ]);
  });
});

describe('a form', () => {
  const OWN = 'https://status.example.com';
  it.each<[Record<string, string>, boolean]>([
    [{ 'sec-fetch-site': 'same-origin', origin: OWN, host: 'status.example.com' }, true],
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ origin: OWN, host: 'status.example.com' }, true],
    [{ origin: OWN, host: 'STATUS.example.com' }, true],
    [{ origin: `${OWN}:8443`, host: 'status.example.com:8443' }, true],
    [{ origin: `${OWN}:8443`, host: 'status.example.com' }, false],
    [{ 'sec-fetch-site': 'same-site', origin: OWN, host: 'status.example.com' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example', host: 'status.example.com' }, false],
    [{ origin: 'null', host: 'status.example.com' }, false],
    [{ origin: 'https://status.example.com.evil.example', host: 'status.example.com' }, false],
    [{ host: 'status.example.com' }, false],
    [{}, false],
  ])('with %j is of our own page: %s', (headers, isOwn) => {
    expect(isFromOwnPage(request('', headers), undefined)).toBe(isOwn);
  });

  it('is of our own page under the address that people have, too', () => {
    const headers = { origin: OWN, host: 'internal.example.com' };
    expect(isFromOwnPage(request('', headers), OWN)).toBe(true);
    expect(isFromOwnPage(request('', headers), 'no address')).toBe(false);
    expect(isFromOwnPage(request('', { ...headers, origin: 'https://evil.example' }), OWN)).toBe(false);
  });

  const MATCH = { source: 'a.example.com' };
  const asked = (form: string, match: object | null = MATCH) =>
    changeIn(new URLSearchParams(form), { causeKey: 'c-1', match, now: NOW })?.entry.what ?? null;

  it.each<[string, string | null]>([
    ['who=Li&do=ack', 'ack'],
    ['who=Li&do=ack-undo', 'ack-undo'],
    ['who=Li&do=silence&for=1h', 'silence-add'],
    ['who=Li&do=silence&for=until&until=2026-03-01T09:00', 'silence-add'],
    ['who=Li&do=silence-end:s-1', 'silence-expire'],
    ['who=Li&do=ack&comment=on+it', 'ack'],
    [`who=${'李'.repeat(60)}&do=ack`, 'ack'],
    [`who=${'李'.repeat(61)}&do=ack`, null],
    [`who=Li&do=ack&comment=${'🚀'.repeat(500)}`, 'ack'],
    [`who=Li&do=ack&comment=${'🚀'.repeat(501)}`, null],
    ['do=ack', null],
    ['who=+&do=ack', null],
    ['who=L%0ai&do=ack', null],
    ['who=Li&do=ack&comment=a%1bb', null],
    ['who=Li', null],
    ['who=Li&do=', null],
    ['who=Li&do=constructor', null],
    ['who=Li&do=silence', null],
    ['who=Li&do=silence&for=2h', null],
    ['who=Li&do=silence&for=constructor', null],
    ['who=Li&do=silence&for=__proto__', null],
    ['who=Li&do=silence&for=until&until=2026-03-01T08:00', null],
    ['who=Li&do=silence&for=until&until=2026-02-28T09:00', null],
    ['who=Li&do=silence&for=until&until=2027-02-28T08:00', 'silence-add'],
    ['who=Li&do=silence&for=until&until=2027-03-01T08:00', null],
    ['who=Li&do=silence&for=until&until=soon', null],
  ])('%s asks for %s', (form, what) => {
    expect(asked(form)).toBe(what);
  });

  it('asks for no silence of a cause that none can be made for', () => {
    expect(asked('who=Li&do=silence&for=1h', null)).toBeNull();
    expect(asked('who=Li&do=ack', null)).toBe('ack');
  });
});

describe('a question about the past', () => {
  const read = (query: string, page: 'history' | 'reliability' = 'history', keepDays = 30) =>
    pastQueryOf(new URLSearchParams(query), page, keepDays);

  it.each<[number, string[]]>([
    [0, ['24h']],
    [1, ['24h']],
    [6, ['24h']],
    [7, ['24h', '7d']],
    [29, ['24h', '7d']],
    [30, ['24h', '7d', '30d']],
    [400, ['24h', '7d', '30d']],
  ])('reaches no further back than the journal of %i days', (keepDays, periods) => {
    expect(periodsWithin(keepDays)).toEqual(periods);
    expect(periods.map((one) => daysOf(one as '24h'))).toEqual([1, 7, 30].slice(0, periods.length));
  });

  it.each<[string, object]>([
    ['', { period: '24h', page: 1, problem: null, cause: undefined }],
    ['period=7d&page=3&cause=c-1', { period: '7d', page: 3, cause: 'c-1', problem: null }],
    ['period=30d', { period: '24h', problem: 'period has to be one of 24h, 7d' }],
    ['period=', { problem: 'period has to be one of 24h, 7d' }],
    ['verdict=stopped', { wanted: { region: '', host: '', name: '', verdict: 'stopped' }, problem: null }],
    [
      'verdict=healthy',
      { wanted: { region: '', host: '', name: '', verdict: '' }, problem: expect.stringMatching(/^verdict has/) },
    ],
    ['name=+vip-*+&host=a', { wanted: { region: '', host: 'a', name: 'vip-*', verdict: '' }, problem: null }],
    ['page=0', { page: 1, problem: 'page has to be a number from 1' }],
    ['page=10000', { page: 10_000, problem: null }],
    ['page=10001', { page: 1, problem: 'page has to be a number from 1' }],
    ['page=1e3', { page: 1, problem: 'page has to be a number from 1' }],
    ['page=-1', { page: 1 }],
    [`name=${'a'.repeat(256)}`, { problem: null }],
    [`name=${'a'.repeat(257)}`, { problem: 'region, host and name have 256 characters at most' }],
  ])('%s', (query, expected) => {
    expect(read(query)).toMatchObject(expected);
  });

  it('may be of thirty days about reliability alone', () => {
    expect(read('period=30d', 'reliability')).toMatchObject({ period: '30d', problem: null });
    expect(read('period=30d', 'reliability', 7)).toMatchObject({ period: '24h' });
  });

  it('is kept by links, without what is empty, foreign or too long', () => {
    expect(keptQuery(new URLSearchParams('token=secret&period=7d&name=&region=cn-*&lang=zh'))).toBe(
      'period=7d&region=cn-*',
    );
    expect(keptQuery(new URLSearchParams(`name=${'a'.repeat(300)}`))).toBe(`name=${'a'.repeat(256)}`);
  });
});
