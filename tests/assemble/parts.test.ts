import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scopesOf } from '../../lib/assemble/assemble.ts';
import { backendOf } from '../../lib/assemble/backends.ts';
import { channelOf, wordingOf } from '../../lib/assemble/channels.ts';
import { settingsOf } from '../../lib/assemble/live-clients.ts';
import { credentialsOf, knownKeys } from '../../lib/assemble/live-keys.ts';
import { logWarnings } from '../../lib/assemble/log-warnings.ts';
import { channelsAcknowledgedApart, statusSettingsOf } from '../../lib/assemble/status-settings.ts';
import { storeOf } from '../../lib/assemble/stores.ts';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock as clock } from '../../lib/base/time.ts';
import type { Config, StateSettings } from '../../lib/config/schema.ts';
import { configOf } from '../config/a-document.ts';

const KEYS = { accessKeyId: 'id', accessKeySecret: 'secret' };
const parts = { clock, random: () => 0, log: silentLog, write: () => {}, ownCredentials: async () => KEYS };
const HOOK = 'https://hooks.example.com/x';

describe('a line of the configuration', () => {
  it.each<[object, string]>([
    [{ type: 'webhook', url: HOOK }, 'webhook'],
    [{ type: 'console', name: 'on-screen' }, 'on-screen'],
    [{ type: 'pagerduty', routingKey: 'a'.repeat(32) }, 'pagerduty'],
    [{ type: 'slack', url: HOOK, name: '值班' }, '值班'],
    [{ type: 'dingtalk', url: HOOK, atMobiles: ['13800000000'] }, 'dingtalk'],
    [{ type: 'feishu', url: HOOK }, 'feishu'],
    [{ type: 'wecom', url: HOOK }, 'wecom'],
    [{ type: 'alertmanager', urls: ['http://a:9093'] }, 'alertmanager'],
    [{ type: 'sns', topicArn: 'arn:aws:sns:us-east-1:123456789012:a', region: 'us-east-1' }, 'sns'],
  ])('means the channel of its type: %j', (settings, name) => {
    const config = configOf({ alerts: [settings] });
    const channels = config.alerts.map((one) => channelOf(one, config, parts));
    expect(channels.map((one) => one.name)).toEqual([name]);
  });

  it.each<[object, object]>([
    [{ type: 'cloudwatch', namespace: 'N', region: 'us-east-1' }, { type: 'cloudwatch' }],
    [
      { type: 'cloudwatch', namespace: 'N', region: 'us-east-1', perTask: { costCap: 3 } },
      { type: 'cloudwatch', perTask: { costCap: 3, mostMetrics: 10 } },
    ],
    [{ type: 'prometheus', pushgateway: 'http://p:9091' }, { type: 'prometheus' }],
    [{ type: 'otlp', endpoint: 'https://o.example.com/v1/metrics' }, { type: 'otlp' }],
    [{ type: 'cloudmonitor' }, { type: 'cloudmonitor' }],
  ])(
    'means the backend of its type, and takes single relays only where that is asked for: %j',
    (settings, expected) => {
      const config = configOf({ metrics: [settings] });
      const backends = config.metrics.map((one) => backendOf(one, config, parts));
      expect(backends).toMatchObject([expected]);
      expect(backends.map(({ perTask }) => perTask === undefined)).toEqual([!('perTask' in settings)]);
    },
  );
});

describe('the words of a channel', () => {
  const config = configOf({ language: 'zh', links: { statusPage: 'https://status.example.com' } });

  it.each<[object, object]>([
    [{}, { language: 'zh', links: { statusPage: 'https://status.example.com' } }],
    [{ language: 'en' }, { language: 'en', links: { statusPage: 'https://status.example.com' } }],
    [
      { templates: { title: '{{title}}', body: undefined } },
      { language: 'zh', templates: { title: '{{title}}' }, links: { statusPage: 'https://status.example.com' } },
    ],
  ])('are its own, else those of all: %j', (settings, words) => {
    expect(wordingOf(settings, config)).toEqual(words);
  });

  it('have no links where none are configured', () => {
    expect(wordingOf({}, configOf({}))).toEqual({ language: 'en' });
  });
});

describe('the state', () => {
  const stored = (state: StateSettings) => storeOf(state, parts);
  const s3 = { type: 's3', bucket: 'states', region: 'us-east-1' } as const;

  it.each<[StateSettings, string]>([
    [{ type: 'file', path: './state' }, `file\n${resolve('./state')}`],
    [{ type: 'file', path: 'state/' }, `file\n${resolve('./state')}`],
    [s3, 's3\n\nstates\n'],
    [{ ...s3, prefix: 'prod' }, 's3\n\nstates\nprod'],
    [{ ...s3, endpoint: 'http://127.0.0.1:9000' }, 's3\nhttp://127.0.0.1:9000\nstates\n'],
    [{ type: 'oss', bucket: 'states', region: 'cn-hangzhou' }, 'oss\n\nstates\n'],
  ])('is told from every other on this machine: %j', (settings, identity) => {
    expect(stored(settings).identity).toBe(identity);
  });

  it.each<[StateSettings['journal'], boolean]>([
    [undefined, true],
    [{}, true],
    [{ keepDays: 1 }, true],
    [{ keepDays: 0 }, false],
  ])('has a journal unless that is turned off: %j: %s', (journal, isKept) => {
    for (const state of [s3, { type: 'file', path: 'state' } as const])
      expect(stored({ ...state, ...(journal ? { journal } : {}) }).journal !== null).toBe(isKept);
  });
});

describe('how Live is called', () => {
  it('has the endpoint only where one is configured', () => {
    expect(settingsOf(configOf({}))).toEqual({ callTimeoutMs: 10_000, signature: 'v3' });
    const live = {
      regions: ['cn-shanghai'],
      endpoint: 'http://127.0.0.1:8080',
      callTimeoutSeconds: 3,
      signature: 'v2',
    };
    expect(settingsOf(configOf({ live }))).toEqual({
      callTimeoutMs: 3_000,
      signature: 'v2',
      endpoint: 'http://127.0.0.1:8080',
    });
  });

  it('has the keys of the configuration, else those of the platform, else those that are found', async () => {
    const own = { type: 'access-key', accessKeyId: 'own', accessKeySecret: 's' };
    const withKeys = configOf({ live: { regions: ['cn-shanghai'], credentials: own } });
    const without = configOf({});
    expect(knownKeys(withKeys, { platformKeys: KEYS })).toMatchObject({ accessKeyId: 'own' });
    expect(knownKeys(without, { platformKeys: KEYS })).toEqual(KEYS);
    expect(knownKeys(without, {})).toBeNull();
    expect(await credentialsOf(without, { platformKeys: KEYS, clock })()).toEqual(KEYS);
  });

  it('reads the lists that are configured, each with what it has', () => {
    const scopes = [{ taskName: 'a' }, { taskId: 'b', dstUrl: 'c' }];
    expect(scopesOf(configOf({ live: { regions: ['cn-shanghai'], scopes } }))).toEqual(scopes);
    expect(scopesOf({ live: { scopes: [{ taskName: 'a', taskId: undefined }] } } as unknown as Config)).toEqual([
      { taskName: 'a' },
    ]);
  });
});

describe('what the status page knows of the configuration', () => {
  it('are its channels by name, its windows and its pace', () => {
    const alerts = [{ type: 'console' }, { type: 'pagerduty', name: 'pager', routingKey: 'a'.repeat(32) }];
    const config = configOf({ alerts, sweep: { intervalSeconds: 90 }, live: { regions: ['cn-shanghai'], qps: 5 } });
    expect(statusSettingsOf(config)).toEqual({
      windows: [],
      channels: ['console', 'pager'],
      acknowledgedApart: ['pager'],
      qps: 5,
      pageSize: 100,
      intervalSeconds: 90,
    });
  });

  it('is which channels keep an acknowledgement of their own, or as a package has it', () => {
    const types = ['webhook', 'pagerduty', 'slack', 'alertmanager', 'sns'].map((type) => ({ type }));
    expect(channelsAcknowledgedApart(types)).toEqual(['pagerduty', 'alertmanager']);
    expect(channelsAcknowledgedApart([{ type: 'pagerduty', name: 'night' }])).toEqual(['night']);
    const status = { token: 'x'.repeat(20), acknowledgedApart: ['as packaged'] };
    expect(statusSettingsOf(configOf({ status })).acknowledgedApart).toEqual(['as packaged']);
  });
});

it('each warning is an event of the log, with its line where it is known', () => {
  const logged: unknown[] = [];
  const log = { ...silentLog, warn: (event: string, facts: unknown) => logged.push([event, facts]) };
  logWarnings(
    [
      { path: 'alerts[0].url', sentence: 'odd' },
      { path: 'state', sentence: 'none', line: 7 },
    ],
    log,
  );
  expect(logged).toEqual([
    ['config_warning', { problem: 'alerts[0].url: odd' }],
    ['config_warning', { problem: 'state: none', line: 7 }],
  ]);
});
