// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these references are what is tested

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadWarnedConfigWithout } from '../../lib/config/partial.ts';
import { configWarnings } from '../../lib/config/warnings.ts';

const pathsOf = (document: unknown) => configWarnings(document).map(({ path }) => path);
const BARE =
  'a variable that is not written as ${NAME} is used literally; ${NAME} would be filled in from the environment';
const WRITTEN = 'a secret that is written out, and so ends up in the package; ${NAME} takes it from the environment';

describe('a reference without braces', () => {
  it.each(['$slack_url', '$Pa55_word', '$SECRET', 'Bearer $OTLP_TOKEN', 'https://x/$KEY1/y', '${A}$BOT_KEY'])(
    'is warned of, and its name not shown, which may be a part of a secret: %s',
    (text) => {
      expect(configWarnings({ alerts: [{ type: 'slack', url: text }] })).toEqual([
        { path: 'alerts[0].url', sentence: BARE },
      ]);
    },
  );

  it.each(['$SLACK_URL', '${SLACK_URL', '$(SLACK_URL)', '$env:SLACK_URL', '%SLACK_URL%'])(
    'has its name where it can be nothing else: %s',
    (text) => {
      expect(configWarnings({ alerts: [{ type: 'slack', url: text }] })).toEqual([
        { path: 'alerts[0].url', sentence: BARE.replaceAll('${NAME}', () => '${SLACK_URL}') },
      ]);
    },
  );

  it.each(['${SLACK_URL}', '$${SLACK_URL}', 'costs 5 $', '$5', 'a$b', 'US$ 100'])('is not every dollar: %s', (text) => {
    expect(configWarnings({ maintenance: [{ name: text }] })).toEqual([]);
  });
});

describe('a secret that is written out', () => {
  it('is warned of wherever one stands that is packaged', () => {
    const document = {
      live: { credentials: { type: 'sts', accessKeyId: 'STS.x', accessKeySecret: 'x', securityToken: 'x' } },
      metrics: [
        { type: 'prometheus', pushgateway: 'https://user:x@pushgateway.example.com' },
        { type: 'otlp', endpoint: 'https://x/v1/metrics', headers: { authorization: 'x', 'x-scope-orgid': 'tenant' } },
      ],
      alerts: [
        { type: 'webhook', url: 'https://hooks.example.com/x', secret: 'whsec_x' },
        { type: 'pagerduty', routingKey: 'x' },
        { type: 'slack', url: 'https://hooks.slack.com/services/x' },
        { type: 'dingtalk', url: 'https://oapi.dingtalk.com/robot/send?access_token=x', secret: 'x' },
        { type: 'alertmanager', urls: ['http://alertmanager-0:9093', 'https://u:p@alertmanager-1'] },
      ],
      heartbeat: { url: 'https://hc-ping.com/x' },
      callbacks: { url: 'http://hooks.example.com/x', token: 'x'.repeat(20), previousToken: 'y'.repeat(20) },
      status: { token: 'x', previousToken: 'x', url: 'https://status.example.com/relays' },
    };
    expect(pathsOf(document)).toEqual([
      'live.credentials.accessKeySecret',
      'live.credentials.securityToken',
      'metrics[0].pushgateway',
      'metrics[1].headers.authorization',
      'alerts[0].url',
      'alerts[0].secret',
      'alerts[1].routingKey',
      'alerts[2].url',
      'alerts[3].url',
      'alerts[3].secret',
      'alerts[4].urls[1]',
      'heartbeat.url',
      'callbacks.token',
      'callbacks.previousToken',
      'status.token',
      'status.previousToken',
    ]);
    expect(configWarnings(document)[0]?.sentence).toBe(WRITTEN);
  });

  it('is none of this machine, of a reference, or of what is not packaged', () => {
    const document = {
      live: { endpoint: 'https://live.example.com', credentials: { accessKeySecret: '${LIVE_SECRET}' } },
      metrics: [{ type: 'otlp', headers: { authorization: 'Bearer ${OTLP_TOKEN}' } }],
      alerts: [
        { type: 'webhook', url: 'http://127.0.0.1:9412/webhook' },
        { type: 'webhook', url: 'https://hooks.example.com' },
      ],
      deploy: { alarms: { runbook: 'https://wiki.example.com/x', secret: 'x' } },
    };
    expect(configWarnings(document)).toEqual([]);
  });

  it.each<[string, boolean]>([
    ['https://127.example.com/hook/x', true],
    ['https://127.0.0.1.example.com/hook/x', true],
    ['https://localhost.example.com/hook/x', true],
    ['http://127.0.0.2:9412/hook/x', false],
    ['http://localhost:9412/hook/x', false],
    ['http://[::1]:9412/hook/x', false],
    ['http://127.1/hook/x', false],
  ])('is the address of a hook, if it is not on this machine: %s: %s', (url, isWarnedOf) => {
    expect(pathsOf({ alerts: [{ type: 'webhook', url }] })).toEqual(isWarnedOf ? ['alerts[0].url'] : []);
  });

  it.each<[string, boolean]>([
    ['Authorization', true],
    ['x-api-key', true],
    ['X-Auth', true],
    ['Cookie', true],
    ['x-client-secret', true],
    ['AWS-Credential', true],
    ['x-scope-orgid', false],
    ['accept', false],
  ])('is the value of a header with such a name: %s: %s', (name, isWarnedOf) => {
    const document = { metrics: [{ type: 'otlp', headers: { [name]: 'abc' } }] };
    expect(configWarnings(document)).toHaveLength(isWarnedOf ? 1 : 0);
  });

  it('is in no example', () => {
    for (const name of ['relaywatch.example.yml', 'infra/aws/relaywatch.aws.example.yml']) {
      expect(pathsOf(parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')))).toEqual([]);
    }
  });
});

describe('what is warned of in a file of several accounts', () => {
  it('is what an account has of the top and of its own entry, with its line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relaywatch-'));
    const path = join(folder, 'relaywatch.yml');
    const entries = ['acme', 'zebra'].map(
      (name) => `  - { name: ${name}, callbacks: { token: a-token-that-is-4711 } }\n`,
    );
    const top = 'live: { regions: [cn-shanghai] }\nalerts: [{ type: console, name: $TEAM }]\n';
    await writeFile(path, `${top}accounts:\n${entries.join('')}`);
    const { warnings } = await loadWarnedConfigWithout(path, {}, [], 'zebra');
    await rm(folder, { recursive: true });
    expect(warnings.map(({ path: place, line }) => [place, line])).toEqual([
      ['alerts[0].name', 2],
      ['accounts[1].callbacks.token', 5],
    ]);
  });
});

describe('a reference as other languages write it', () => {
  it.each(['${DING_SECRET', '$(DING_SECRET)', '$env:DING_SECRET', '%DING_SECRET%'])('is warned about: %s', (secret) => {
    const [warning] = configWarnings({ alerts: [{ type: 'dingtalk', secret }] });
    expect(warning?.path).toBe('alerts[0].secret');
    expect(warning?.sentence).toContain('${DING_SECRET} would be filled in');
  });
});
