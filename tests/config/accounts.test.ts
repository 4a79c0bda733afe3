// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these references are what is tested

import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { knownDocument } from '../../infra/package/known-document.ts';
import { accountNames } from '../../lib/config/accounts.ts';
import { credentialsUnlessOfState, parseConfigWithout, parseOperatorConfig } from '../../lib/config/partial.ts';
import { ConfigError } from '../../lib/config/problems.ts';
import type { Config } from '../../lib/config/schema.ts';
import { configWarnings } from '../../lib/config/warnings.ts';

const TOP = {
  live: {
    regions: ['cn-shanghai'],
    qps: 5,
    credentials: { type: 'access-key', accessKeyId: 'own', accessKeySecret: '${OWN}' },
  },
  metrics: [{ type: 'cloudwatch', namespace: 'N', region: 'us-east-1', dimensions: { Stage: 'prod' } }],
  alerts: [{ type: 'console', name: 'operator' }],
  routes: [{ channels: ['operator'] }],
  heartbeat: { url: 'https://hc.example.com/x' },
  links: { statusPage: 'https://status.example.com/' },
  state: { type: 'oss', bucket: 'relaywatch-state', region: 'cn-shanghai', prefix: 'prod' },
  policy: { startGraceSeconds: 30, repeatEverySeconds: 600 },
};
const ROLE = { type: 'role', roleArn: 'acs:ram::1234567890123456:role/reader' };
const ENV = { OWN: 'own secret', KEY: 'k' };

const documentWith = (accounts: unknown, top: object = TOP) => stringify({ ...top, accounts });
const configOf = (
  accounts: unknown,
  name?: string,
  top: object = TOP,
  env: Readonly<Record<string, string>> = ENV,
): Config => parseConfigWithout(documentWith(accounts, top), env, 'x.yml', [], name);
const problemsOf = (work: () => unknown): string[] => {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`);
  }
};
const placesOf = (work: () => unknown) => problemsOf(work).map((one) => one.split(':')[0]);

describe('the configuration of one of several accounts', () => {
  const accounts = [
    {
      name: 'acme',
      live: { qps: 8, credentials: ROLE },
      labels: { customer: 'Acme' },
      policy: { startGraceSeconds: 60 },
    },
    { name: 'other-tv', live: { regions: ['cn-beijing'] }, alerts: [{ type: 'console', name: 'theirs' }], metrics: [] },
  ];

  it('has what the top of the file says, and over that what its entry says', () => {
    const acme = configOf(accounts, 'acme');
    expect(acme.live).toMatchObject({ regions: ['cn-shanghai'], qps: 8, credentials: ROLE });
    expect(acme.policy).toMatchObject({ startGraceSeconds: 60, repeatEverySeconds: 600 });
    expect(acme.alerts).toEqual([{ type: 'console', name: 'operator' }]);
    const other = configOf(accounts, 'other-tv');
    expect(other.live).toMatchObject({ regions: ['cn-beijing'], qps: 5, credentials: { accessKeyId: 'own' } });
    expect([other.alerts, other.metrics]).toEqual([[{ type: 'console', name: 'theirs' }], []]);
  });

  it('says whose it is, with our own keys for what is ours', () => {
    const ownCredentials = { type: 'access-key', accessKeyId: 'own', accessKeySecret: 'own secret' };
    expect(configOf(accounts, 'acme').account).toEqual({ name: 'acme', labels: { customer: 'Acme' }, ownCredentials });
    expect(configOf(accounts, 'other-tv').account).toEqual({ name: 'other-tv', ownCredentials });
  });

  it('has a state, a page and metrics of its own, and no dead-man service that others call', () => {
    const { state, links, metrics, heartbeat } = configOf(accounts, 'acme');
    expect(state).toMatchObject({ bucket: 'relaywatch-state', prefix: 'prod/accounts/acme' });
    expect(links?.statusPage).toBe('https://status.example.com/accounts/acme');
    expect(metrics).toMatchObject([{ dimensions: { Stage: 'prod', Account: 'acme' } }]);
    expect(heartbeat).toBeUndefined();
    const file = configOf([{ name: 'a' }], 'a', { ...TOP, state: { type: 'file', path: '/srv/state/' } });
    expect(file.state).toEqual({ type: 'file', path: '/srv/state/accounts/a' });
    const atTheRoot = configOf([{ name: 'a' }], 'a', { ...TOP, state: { ...TOP.state, prefix: undefined } });
    expect(atTheRoot.state).toMatchObject({ prefix: 'accounts/a' });
    const pushed = { type: 'prometheus', pushgateway: 'http://push:9091' };
    expect(configOf([{ name: 'a', metrics: [pushed] }], 'a').metrics).toMatchObject([{ grouping: { account: 'a' } }]);
  });

  it('does not inherit routes and reports to channels that it does not have', () => {
    expect(configOf(accounts, 'acme').routes).toMatchObject([{ channels: ['operator'] }]);
    const top = { ...TOP, report: { cron: '0 8 * * 1', channels: ['operator'] } };
    const { routes, report } = configOf(accounts, 'other-tv', top);
    expect([routes, report]).toEqual([[], undefined]);
    expect(configOf(accounts, 'acme', top).report?.channels).toEqual(['operator']);
  });

  it('needs no variable of another account, nor its keys for Live where the state is opened alone', () => {
    const others = [
      accounts[0],
      { name: 'broken', live: { credentials: { ...TOP.live.credentials, accessKeySecret: '${GONE}' } } },
    ];
    expect(configOf(others, 'acme').account?.name).toBe('acme');
    expect(placesOf(() => configOf(others, 'broken'))).toEqual(['accounts[1].live.credentials.accessKeySecret']);
    const opened = parseConfigWithout(documentWith(others), ENV, 'x.yml', [credentialsUnlessOfState], 'broken');
    expect(opened.account?.ownCredentials).toMatchObject({ accessKeySecret: 'own secret' });
    const without = () => parseConfigWithout(documentWith(others), {}, 'x.yml', [credentialsUnlessOfState], 'broken');
    expect(placesOf(without)).toEqual(['live.credentials.accessKeySecret']);
  });
});

describe('whoever watches over all accounts', () => {
  it('has the top of the file, and every region that is watched', () => {
    const { live: _, ...top } = TOP;
    const accounts = [
      { name: 'a', live: { regions: ['cn-beijing'] } },
      { name: 'b', live: { regions: ['cn-shanghai', 'cn-beijing'] } },
    ];
    const config = parseOperatorConfig(documentWith(accounts, top), ENV, 'x.yml', []);
    expect(config).toMatchObject({
      live: { regions: ['cn-beijing', 'cn-shanghai'] },
      alerts: TOP.alerts,
      heartbeat: TOP.heartbeat,
    });
    expect([config.account, config.state]).toEqual([undefined, expect.objectContaining({ prefix: 'prod' })]);
  });
});

describe('a mistake about accounts', () => {
  it('is told with where it is written', () => {
    const own = [{ name: 'a' }, { name: 'b', live: { qps: 0, regions: [] }, alerts: [{ type: 'slak' }], polcy: {} }];
    expect(placesOf(() => configOf(own, 'b'))).toEqual([
      'accounts[1].live.regions',
      'accounts[1].live.qps',
      'accounts[1].alerts[0].type',
      'accounts[1].polcy',
    ]);
    expect(placesOf(() => configOf([{ name: 'a', live: {} }], 'a', { ...TOP, live: { regions: [], qps: 0 } }))).toEqual(
      ['live.regions', 'live.qps'],
    );
    expect(placesOf(() => configOf([{ name: 'a' }], 'a', { alerts: [] }))).toEqual(['accounts[0].live']);
  });

  it.each([
    [
      'no choice',
      [{ name: 'acme' }, { name: 'b' }],
      undefined,
      'accounts: found 2 accounts, expected --account with one of acme, b',
    ],
    [
      'a wrong choice',
      [{ name: 'acme' }],
      'amce',
      'accounts: found no account "amce", expected --account with one of acme; did you mean acme?',
    ],
    ['no list', { name: 'a' }, 'a', /^accounts: found something else, expected a list of accounts/],
    ['an empty list', [], 'a', 'accounts: found an empty list, expected at least one account'],
    [
      'a name that is taken',
      [{ name: 'a' }, { name: 'a' }],
      'all',
      'accounts[1].name: found "a", expected a name that no other account has',
    ],
    ['a name that no folder may have', [{ name: '../a' }], 'all', /^accounts\[0\]\.name: found a text of another form/],
    ['no name', [{}], 'all', /^accounts\[0\]\.name: found nothing/],
    ['what is once for all', [{ name: 'a', deploy: {} }], 'all', /^accounts\[0\]\.deploy: .* at the top of the file/],
    [
      'a state of the top',
      [{ name: 'a', state: TOP.state }],
      'all',
      /^accounts\[0\]\.state: found a place that is taken/,
    ],
    [
      'a state of another',
      ['a', 'b'].map((name) => ({ name, state: { type: 'file', path: name === 'a' ? '/s' : '/s/.' } })),
      'all',
      /^accounts\[1\]\.state/,
    ],
  ])('is told: %s', (_, accounts, choice, sentence) => {
    const all = () => knownDocument(documentWith(accounts), ENV, 'x.yml');
    const [problem, ...others] = problemsOf(choice === 'all' ? all : () => configOf(accounts, choice));
    expect(problem).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
    expect(others).toEqual([]);
  });

  it('is told of an account where the file has none', () => {
    const alone = () => parseConfigWithout(stringify(TOP), ENV, 'x.yml', [], 'acme');
    expect(problemsOf(alone)).toEqual(['accounts: found nothing, expected a list with the account acme']);
    const named = parseConfigWithout(stringify({ ...TOP, account: { name: 'acme' } }), ENV, 'x.yml', [], 'acme');
    expect(named.account?.name).toBe('acme');
    expect(accountNames(TOP)).toBeNull();
  });

  it('is found in every account at once', () => {
    const accounts = [
      { name: 'a', live: { qps: 0 } },
      { name: 'b', language: 'fr' },
      { name: 'c', live: { credentials: { ...TOP.live.credentials, accessKeyId: '${UNSET}' } } },
    ];
    expect(placesOf(() => knownDocument(documentWith(accounts), ENV, 'x.yml'))).toEqual([
      'accounts[0].live.qps',
      'accounts[1].language',
    ]);
    const { unsetNames } = knownDocument(documentWith([accounts[2]]), ENV, 'x.yml');
    expect(unsetNames).toEqual(['UNSET']);
  });
});

describe('entries of one account', () => {
  const north = { name: 'acme-north', live: { regions: ['cn-beijing'], credentials: ROLE } };
  const south = { name: 'acme-south', live: { credentials: { ...ROLE, roleArn: `${ROLE.roleArn}-2` } } };
  const other = { name: 'other', live: { credentials: { ...ROLE, roleArn: 'acs:ram::9999999999999999:role/reader' } } };
  const withQps = (entry: { readonly live: object }, qps: unknown) => ({ ...entry, live: { ...entry.live, qps } });
  const qpsOf = (accounts: readonly { readonly name: string }[], top: object = TOP) =>
    accounts.map(({ name }) => configOf(accounts, name, top).live.qps);
  const warned = (accounts: unknown, top: object = TOP) =>
    configWarnings({ ...top, accounts }).filter(({ path }) => path.endsWith('.qps'));
  const TEN = { ...TOP, live: { ...TOP.live, qps: undefined } };

  it.each<[string, readonly { readonly name: string }[], object, readonly number[]]>([
    ['share what it is allowed, by the account of their roles', [north, south, other], TEN, [5, 5, 10]],
    ['share what the top of the file says', [north, south, other], TOP, [2, 2, 5]],
    ['have what the others leave of it', [withQps(north, 7) as never, south, other], TEN, [7, 3, 10]],
    ['have one call a second at least', [withQps(north, 10) as never, south], TEN, [10, 1]],
    ['are those with one key, too', [{ name: 'a' }, { name: 'b' }, { name: 'c' }], TEN, [3, 3, 3]],
    [
      'are not those at different endpoints',
      [{ name: 'a', live: { endpoint: 'https://one.example.com' } } as never, { name: 'b' }],
      TEN,
      [10, 10],
    ],
  ])('%s', (_, accounts, top, expected) => {
    expect(qpsOf(accounts, top)).toEqual(expected);
  });

  it('are warned of where they are told to call it too often, and nobody else', () => {
    expect(warned([withQps(other, 50), withQps(north, 8), withQps(south, 8)])).toEqual([
      {
        path: 'accounts[1].live.qps',
        sentence:
          'acme-north, acme-south call one account, together 16 times a second: Live allows 10, unless the quota of that account was raised',
      },
    ]);
    expect(warned([north, south, other])).toEqual([]);
    expect(warned([withQps(other, 50)])).toEqual([]);
    const many = Array.from({ length: 12 }, (_, index) => ({ name: `n${index}` }));
    expect(warned(many, TEN)[0]?.sentence).toMatch(/together 12 times a second/);
  });
});
