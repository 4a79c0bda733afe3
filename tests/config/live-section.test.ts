import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../lib/config/check-document.ts';
import { configOf, placesIn, problemsIn } from './a-document.ts';

const REGIONS = { regions: ['cn-shanghai'] };
const placesOf = (live: object) => placesIn({ live: { ...REGIONS, ...live } });

describe('how Live is called', () => {
  it.each<[string, number, number]>([
    ['live.qps', 1, 1_000],
    ['live.pageSize', 1, 100],
    ['live.callTimeoutSeconds', 1, 60],
    ['sweep.timeLimitSeconds', 1, 86_400],
    ['sweep.intervalSeconds', 1, 31_622_400],
    ['sweep.leaseSeconds', 10, 86_400],
    ['sweep.describeBudget', 0, 10_000],
    ['status.sessionHours', 1, 168],
  ])('%s goes from %i to %i', (place, from, to) => {
    const [section = '', key = ''] = place.split('.');
    const least = { live: REGIONS, sweep: {}, status: { token: 'x'.repeat(20) } }[section];
    const placesWith = (value: unknown) => placesIn({ [section]: { ...least, [key]: value } });
    for (const value of [from, to]) expect(placesWith(value)).toEqual([]);
    for (const value of [from - 1, to + 1, from + 0.5, `${from}`, null]) expect(placesWith(value)).toEqual([place]);
  });

  it.each<[object, string[]]>([
    [{ regions: ['cn-shanghai', 'ap-southeast-1'] }, []],
    [{ regions: ['cn-shanghai', 'cn-shanghai'] }, ['live.regions']],
    [{ regions: ['cn-shanghai', ' cn-shanghai '] }, ['live.regions']],
    [{ regions: [] }, ['live.regions']],
    [{ regions: ['cn-shanghai', 'shanghai'] }, ['live.regions[1]']],
    [{ regions: { 0: 'cn-shanghai' } }, ['live.regions']],
    [{ signature: 'v2' }, []],
    [{ signature: 'V3' }, ['live.signature']],
    [{ endpoint: 'http://127.0.0.1:8080' }, []],
    [{ endpoint: { 'cn-shanghai': 'https://live.example.com' } }, []],
    [{ endpoint: {} }, []],
    [{ endpoint: 'https://live.example.com/path' }, ['live.endpoint']],
    [{ endpoint: { 'cn-shanghai': 'http://live.example.com' } }, ['live.endpoint.cn-shanghai']],
    [{ endpoint: { shanghai: 'https://live.example.com' } }, ['live.endpoint']],
  ])('%j', (live, places) => {
    expect(placesOf(live)).toEqual(places);
  });
});

describe('a filter', () => {
  it.each<[object, string[]]>([
    [{ taskId: 'a1_-Z' }, []],
    [{ taskId: 'a'.repeat(55) }, []],
    [{ taskId: 'a'.repeat(56) }, ['live.scopes[0].taskId']],
    [{ taskId: '' }, ['live.scopes[0].taskId']],
    [{ taskId: ' a' }, ['live.scopes[0].taskId']],
    [{ taskName: '决赛 🚀' }, []],
    [{ taskName: 'x'.repeat(10_000) }, []],
    [{ taskName: ' ' }, ['live.scopes[0].taskName']],
    [{ dstUrl: 'rtmp://push.example.com/live/key?auth=1' }, []],
    [{ dstUrl: 'push' }, []],
    [{ dstUrl: '' }, ['live.scopes[0].dstUrl']],
    [{ taskId: 'a', taskName: 'b', dstUrl: 'c' }, []],
    [{}, ['live.scopes[0]']],
  ])('%j', (scope, places) => {
    expect(placesOf({ scopes: [scope] })).toEqual(places);
  });
});

describe('keys', () => {
  const PAIR = { accessKeyId: 'id', accessKeySecret: 'secret' };

  it.each<[object, string[]]>([
    [{ type: 'default' }, []],
    [{ type: 'access-key', ...PAIR }, []],
    [{ type: 'sts', ...PAIR, securityToken: 'token' }, []],
    [{ type: 'sts', ...PAIR }, ['live.credentials.securityToken']],
    [{ type: 'access-key', ...PAIR, securityToken: 'token' }, ['live.credentials.securityToken']],
    [{ type: 'default', ...PAIR }, ['live.credentials.accessKeyId', 'live.credentials.accessKeySecret']],
    [PAIR, ['live.credentials.type']],
    [{ type: 'ram' }, ['live.credentials.type']],
  ])('%j', (credentials, places) => {
    expect(placesOf({ credentials })).toEqual(places);
  });

  it('lose a line break at their end, and are never told', () => {
    const credentials = { type: 'access-key', accessKeyId: 'id\n', accessKeySecret: ' canary\r\n' };
    expect(configOf({ live: { ...REGIONS, credentials } }).live.credentials).toEqual({
      type: 'access-key',
      accessKeyId: 'id',
      accessKeySecret: 'canary',
    });
    const torn = { ...credentials, accessKeySecret: 'can\nary' };
    expect(problemsIn({ live: { ...REGIONS, credentials: torn } }).join()).not.toMatch(/can|ary\b/);
  });
});

describe('the status page', () => {
  it.each<[string, boolean]>([
    ['x'.repeat(20), true],
    ['x'.repeat(19), false],
    ['x'.repeat(200), true],
    ['x'.repeat(201), false],
    ['!'.repeat(10) + '~'.repeat(10), true],
    [`${'x'.repeat(20)} y`, false],
    ['é'.repeat(20), false],
    [`${'x'.repeat(20)}\n`, true],
  ])('is opened by %j: %s', (token, opens) => {
    expect(placesIn({ status: { token } })).toEqual(opens ? [] : ['status.token']);
    expect(placesIn({ status: { token: 'y'.repeat(20), previousToken: token } })).toEqual(
      opens ? [] : ['status.previousToken'],
    );
  });

  it('only shows unless it may write', () => {
    const token = 'x'.repeat(20);
    expect(configOf({ status: { token } }).status).toEqual({ token, sessionHours: 12, allowWrites: false });
    expect(placesIn({ status: { token, allowWrites: 'yes' } })).toEqual(['status.allowWrites']);
  });
});

describe('a link', () => {
  it.each<[object, string[]]>([
    [{}, []],
    [{ statusPage: 'https://status.example.com/relays' }, []],
    [{ statusPage: 'https://status.example.com/relays?token=x' }, ['links.statusPage']],
    [{ statusPage: 'https://status.example.com/relays#x' }, ['links.statusPage']],
    [{ runbook: { stopped: 'https://wiki.example.com/stopped?rev=1' } }, []],
    [{ runbook: { 'monitor-blind': 'http://wiki.example.com/blind' } }, ['links.runbook.monitor-blind']],
    [{ runbook: 'https://wiki.example.com' }, ['links.runbook']],
    [{ wiki: 'https://wiki.example.com' }, ['links.wiki']],
  ])('%j', (links, places) => {
    expect(placesIn({ links })).toEqual(places);
  });

  it('to a runbook is by verdict', () => {
    expect(problemsIn({ links: { runbook: { healthy: 'https://wiki.example.com' } } })).toHaveLength(1);
    expect(problemsIn({ links: { runbook: { constructor: 'https://wiki.example.com' } } })).toHaveLength(1);
  });
});

describe('the whole document', () => {
  it.each([null, undefined, 7, 'live', [], [{ live: REGIONS }]])('is a section: not %j', (document) => {
    expect(() => checkDocument(document, {}, 'a.yml')).toThrow(
      /^a\.yml cannot be used:\n {2}\(file\): .*, expected a mapping with at least live$/,
    );
  });

  it('may have anything under deploy, which is checked elsewhere', () => {
    expect(configOf({ deploy: { anything: [1, 'x'] } }).deploy).toEqual({ anything: [1, 'x'] });
  });

  it('is as frozen inside deploy as elsewhere, and what was read is not', () => {
    const document = { live: { ...REGIONS }, deploy: { fc: { schedule: '@every 1m' } } };
    const config = checkDocument(document, {}, 'a.yml');
    expect(Object.isFrozen((config.deploy as { fc: object }).fc)).toBe(true);
    expect(Object.isFrozen(document.deploy.fc)).toBe(false);
  });
});
