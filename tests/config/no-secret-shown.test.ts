// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these references are what is tested

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownDocument } from '../../infra/package/known-document.ts';
import { parseConfig } from '../../lib/config/load.ts';
import { parseConfigWithout, parseOperatorConfig } from '../../lib/config/partial.ts';
import { ConfigError } from '../../lib/config/problems.ts';

/** So many times as many documents are tried: a parse takes milliseconds, and npm run test:properties has the time. */
const TIMES = Number(process.env.RELAYWATCH_RUNS ?? 100) / 100;
const TIME_LIMIT_MS = 60_000 * Math.max(1, TIMES);
const CANARY = 'Canary7f3e9b';
const DOCUMENT = {
  live: {
    endpoint: { 'cn-shanghai': 'https://live.example.com' },
    regions: ['cn-shanghai'],
    scopes: [{ dstUrl: 'rtmp://push.example.com' }],
    credentials: { type: 'sts', accessKeyId: 'STS.x', accessKeySecret: 'x', securityToken: 'x' },
  },
  metrics: [
    { type: 'cloudwatch', namespace: 'N', region: 'us-east-1', endpoint: 'https://monitoring.example.com' },
    { type: 'prometheus', pushgateway: 'https://user:x@pushgateway.example.com', grouping: { stage: 'x' } },
    { type: 'otlp', endpoint: 'https://collector.example.com/v1/metrics', headers: { authorization: 'x' } },
    { type: 'cloudmonitor', endpoint: 'https://metrics.example.com' },
  ],
  alerts: [
    { type: 'webhook', url: 'https://hooks.example.com', secret: 'x' },
    { type: 'pagerduty', routingKey: 'x', endpoint: 'https://events.example.com' },
    { type: 'dingtalk', url: 'https://oapi.example.com', secret: 'x', keyword: 'x', atMobiles: ['x'] },
    { type: 'alertmanager', urls: ['https://user:x@alertmanager.example.com'], templates: { title: 'x' } },
    { type: 'sns', topicArn: 'x', region: 'us-east-1' },
  ],
  routes: [{ match: { name: 'x' }, channels: ['webhook'] }],
  policy: { overrides: [{ match: { destination: 'push.example.com' }, severity: 'info' }] },
  maintenance: [{ name: 'w', cron: '0 2 * * *', durationMinutes: 60, timeZone: 'UTC' }],
  expect: [{ name: 'e', match: { name: 'x' } }],
};
const BASE = JSON.stringify(DOCUMENT);

/** Where a secret stands, or where somebody may put one by mistake. */
const PLACES = [
  'live',
  'live.endpoint',
  'live.endpoint.cn-shanghai',
  'live.signature',
  'live.regions.0',
  'live.scopes',
  'live.scopes.0',
  'live.scopes.0.dstUrl',
  'live.credentials',
  'live.credentials.type',
  'live.credentials.accessKeyId',
  'live.credentials.accessKeySecret',
  'live.credentials.securityToken',
  'metrics',
  'metrics.0',
  'metrics.0.namespace',
  'metrics.0.region',
  'metrics.0.endpoint',
  'metrics.1.pushgateway',
  'metrics.1.grouping',
  'metrics.1.grouping.stage',
  'metrics.2.endpoint',
  'metrics.2.headers',
  'metrics.2.headers.authorization',
  'metrics.3.endpoint',
  'alerts',
  'alerts.0',
  'alerts.0.type',
  'alerts.0.url',
  'alerts.0.name',
  'alerts.0.secret',
  'alerts.1.routingKey',
  'alerts.1.endpoint',
  'alerts.2.url',
  'alerts.2.secret',
  'alerts.2.keyword',
  'alerts.2.atMobiles',
  'alerts.2.atMobiles.0',
  'alerts.3.urls',
  'alerts.3.urls.0',
  'alerts.3.templates',
  'alerts.3.templates.title',
  'alerts.4.topicArn',
  'alerts.4.endpoint',
  'routes',
  'routes.0.match.name',
  'routes.0.channels',
  'routes.0.channels.0',
  'policy',
  'policy.overrides.0.match.destination',
  'maintenance',
  'maintenance.0.name',
  'maintenance.0.cron',
  'maintenance.0.timeZone',
  'expect',
  'expect.0.match',
  'state',
  'sweep',
];

const ENTRY = {
  ...DOCUMENT,
  name: 'acme',
  labels: { customer: 'x' },
  live: { credentials: { type: 'role', roleArn: 'acs:ram::1234567890123456:role/reader', externalId: 'x' } },
  heartbeat: { url: 'https://beat.example.com' },
  callbacks: { token: 'x', previousToken: 'x' },
  state: { type: 'oss', bucket: 'x', prefix: 'x' },
};
const ENTRY_PLACES = [
  ...PLACES.filter((place) => !place.startsWith('live.')),
  ...['name', 'labels', 'labels.customer', 'live.credentials', 'live.credentials.roleArn', 'live.endpoint'],
  ...['live.credentials.externalId', 'live.credentials.type', 'live.credentials.accessKeySecret'],
  ...['heartbeat', 'heartbeat.url', 'callbacks', 'callbacks.token', 'callbacks.previousToken'],
  ...['state.bucket', 'state.prefix', 'status', 'deploy', 'account', 'accounts'],
];

/** The base with `value` at a place, and something wrong elsewhere, so that it is always refused. */
function planted(place: string, value: unknown, base = BASE): string {
  const document = JSON.parse(base) as Record<string, unknown>;
  const keys = place.split('.');
  const holder = keys.slice(0, -1).reduce<Record<string, unknown>>((part, key) => part[key] as never, document);
  holder[keys.at(-1) ?? ''] = value;
  return JSON.stringify({ ...document, wrong: true });
}

function refusalText(
  text: string,
  env = {},
  read: () => unknown = () => parseConfig(text, env, 'relaywatch.yml'),
): string {
  try {
    read();
    return '';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(JSON.stringify(error.problems)).not.toContain(CANARY);
    return `${error.stack}`;
  }
}

const texts = fc.constantFrom(
  CANARY,
  `https://hooks.example.com/${CANARY}?token=${CANARY}`,
  `http://hooks.example.com/${CANARY}`,
  `https://${CANARY}:${CANARY}@hooks.example.com/`,
  `whsec_${CANARY}`,
  ` ${CANARY} `,
  `$\{${CANARY} x}`,
);
const values = fc.oneof(
  texts,
  fc.tuple(texts, texts),
  texts.map((text) => ({ [text]: text })),
  texts.map((text) => ({ type: 'file', path: { [text]: [text] } })),
  texts.map((text) => [{ [`url:${text}`]: null }]),
);

describe('an error about a configuration', () => {
  it(
    'never shows a secret, of whatever type, wherever it was put',
    () => {
      fc.assert(
        fc.property(fc.constantFrom(...PLACES), values, (place, value) => {
          const message = refusalText(planted(place, value));
          expect(message).toContain('wrong: found an unknown key');
          expect(message).not.toContain(CANARY);
        }),
        { numRuns: 400 * TIMES, seed: 7 },
      );
    },
    TIME_LIMIT_MS,
  );

  it(
    'never shows a secret of an entry of accounts, whoever reads the file',
    () => {
      const accounts = JSON.stringify({ ...DOCUMENT, accounts: [ENTRY, { name: 'other' }] });
      fc.assert(
        fc.property(fc.constantFrom(...ENTRY_PLACES), values, (place, value) => {
          const text = planted(`accounts.0.${place}`, value, accounts);
          const path = 'relaywatch.yml';
          const messages = [
            refusalText(text, {}, () => parseConfigWithout(text, {}, path, [], 'acme')),
            refusalText(text, {}, () => parseConfigWithout(text, {}, path, [], 'other')),
            refusalText(text, {}, () => parseOperatorConfig(text, {}, path, [])),
            refusalText(text, {}, () => knownDocument(text, {}, path)),
          ];
          expect(messages.join('')).toContain('wrong: found an unknown key');
          expect(messages.join('')).not.toContain(CANARY);
        }),
        { numRuns: 100 * TIMES, seed: 7 },
      );
    },
    TIME_LIMIT_MS,
  );

  it('never shows what stands where the name of another account should be', () => {
    const text = JSON.stringify({ accounts: [{ name: `key-${CANARY}` }, { name: 'other' }] });
    const message = refusalText(text, {}, () => parseConfigWithout(text, {}, 'relaywatch.yml', [], 'acme'));
    expect(message).toContain('--account with one of other');
    expect(message).not.toContain(CANARY);
  });

  it.each(['constructor', 'toString', 'valueOf'])('never shows a value under the key %s', (key) => {
    const message = refusalText(planted('metrics.2.headers', { [key]: `${CANARY}\n${CANARY}` }));
    expect(message).toContain(`headers.${key}: found a text (not shown)`);
    expect(message).not.toContain(CANARY);
  });

  it('never shows a number that may be a secret', () => {
    for (const place of PLACES) expect(refusalText(planted(place, 918273645546))).not.toContain('918273645546');
  });

  it('never shows what a variable held, not even where a plain value would be shown', () => {
    for (const place of [...PLACES, 'live.regions', 'live.qps']) {
      for (const reference of ['${SECRET}', 'https://x/${SECRET}', '${SECRET} ${ABSENT}']) {
        expect(refusalText(planted(place, reference), { SECRET: CANARY })).not.toContain(CANARY);
      }
    }
  });

  it.each([
    ['everything.ok.yml', 800],
    ['every-channel.ok.yml', 400],
    ['every-backend.ok.yml', 200],
  ])(
    'never shows a secret of a file that was mistyped anywhere: %s',
    (name, numRuns) => {
      const text = readFileSync(new URL(`../fixtures/config/${name}`, import.meta.url), 'utf8')
        .replace('SHORT', CANARY)
        .replaceAll(/\$\{SECRET\}/g, CANARY)
        .replaceAll(/example\.com/g, `example.com/${CANARY}`)
        .replaceAll(/whsec_[\w+/]+/g, `whsec_${CANARY}`)
        .replaceAll(/(routingKey|secret|keyword): (?=\w)/g, `$1: ${CANARY}`)
        .replaceAll(/key=x|token=x|services\/|hook\/x|user:pass|13800000000/g, CANARY);
      const slips = fc.tuple(
        fc.nat({ max: text.length }),
        fc.constantFrom(
          '',
          '\t',
          '\n',
          ' ',
          ':',
          ': ',
          '"',
          "'",
          '{',
          '}',
          '[',
          ']',
          '*',
          '&',
          '!',
          '|',
          '>',
          '%',
          '@',
        ),
        fc.nat({ max: 2 }),
      );
      fc.assert(
        fc.property(fc.array(slips, { minLength: 1, maxLength: 3 }), (made) => {
          const mistyped = made.reduce(
            (soFar, [at, put, cut]) => soFar.slice(0, at) + put + soFar.slice(at + cut),
            text,
          );
          expect(refusalText(mistyped)).not.toContain(CANARY);
        }),
        { numRuns: numRuns * TIMES, seed: 7 },
      );
    },
    TIME_LIMIT_MS,
  );
});
