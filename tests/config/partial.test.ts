// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these references are what is tested

import { describe, expect, it } from 'vitest';
import {
  alerts,
  alertsExcept,
  callbacks,
  credentials,
  credentialsUnlessOfState,
  deploy,
  heartbeat,
  metrics,
  otherMetrics,
  parseConfigWithout,
  state,
  status,
  type Unused,
} from '../../lib/config/partial.ts';
import { ConfigError } from '../../lib/config/problems.ts';

const TEXT = `live:
  regions: [cn-shanghai]
  credentials: { type: access-key, accessKeyId: id, accessKeySecret: "\${LIVE_SECRET}" }
metrics:
  - { type: otlp, endpoint: "https://x/v1/metrics", headers: { authorization: "\${OTLP_TOKEN}" } }
  - { type: cloudwatch, namespace: N, region: us-east-1 }
alerts:
  - { type: slack, url: "\${SLACK_URL}" }
  - { type: webhook, name: on-call, url: "\${HOOK_URL}", secret: "\${HOOK_SECRET}" }
  - { type: console }
routes: [{ channels: [slack, on-call] }]
heartbeat: { url: "\${HEARTBEAT_URL}" }
state: { type: oss, bucket: "\${BUCKET}", region: cn-shanghai }
status: { token: "\${STATUS_TOKEN}" }
callbacks: { url: "\${CALLBACK_URL}", token: "\${CALLBACK_TOKEN}" }
deploy: { alarms: { topics: ["\${TOPIC}"], prefix: watch } }
`;
const ALL = [alerts, callbacks, credentials, deploy, heartbeat, metrics, state, status];

const parsed = (unused: readonly Unused[], env = {}, text = TEXT) => parseConfigWithout(text, env, 'x.yml', unused);
const problemsOf = (unused: readonly Unused[], env = {}, text = TEXT) => {
  try {
    parsed(unused, env, text);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path }) => path);
  }
};

describe('a configuration for a command that does without some of it', () => {
  it('needs no variable there', () => {
    const config = parsed(ALL);
    expect(config).toMatchObject({
      live: { credentials: { type: 'default' } },
      metrics: [{ type: 'cloudwatch' }],
      alerts: [{ name: 'slack' }, { name: 'on-call' }, { type: 'console' }],
      routes: [{ channels: ['slack', 'on-call'] }],
      deploy: { alarms: { topics: [], prefix: 'watch' } },
    });
    expect([config.heartbeat, config.state, config.status, config.callbacks]).toEqual(Array(4).fill(undefined));
  });

  it('needs those that it uses', () => {
    expect(problemsOf([])).toHaveLength(11);
    expect(problemsOf([alerts, callbacks, deploy, heartbeat, metrics, state, status])).toEqual([
      'live.credentials.accessKeySecret',
    ]);
    expect(problemsOf([alerts, callbacks, credentials, deploy, heartbeat, otherMetrics, status])).toEqual([
      'state.bucket',
    ]);
    expect(
      problemsOf([alertsExcept('on-call'), callbacks, credentials, deploy, heartbeat, metrics, state, status]),
    ).toEqual(['alerts[1].url', 'alerts[1].secret']);
    expect(problemsOf([alerts, callbacks, credentials, deploy, heartbeat, metrics, state])).toEqual(['status.token']);
    expect(problemsOf([alerts, credentials, deploy, heartbeat, metrics, state, status])).toEqual([
      'callbacks.url',
      'callbacks.token',
    ]);
    const ofCloudWatch = TEXT.replace('namespace: N', 'namespace: "${NAMESPACE}"');
    expect(
      problemsOf([alerts, callbacks, credentials, deploy, heartbeat, otherMetrics, state, status], {}, ofCloudWatch),
    ).toEqual(['metrics[1].namespace']);
  });

  it('needs the keys of Live where they open the state', () => {
    const unused = [alerts, callbacks, credentialsUnlessOfState, deploy, heartbeat, metrics, status];
    expect(problemsOf(unused, { BUCKET: 'relaywatch-state' })).toEqual(['live.credentials.accessKeySecret']);
    expect(
      problemsOf(
        unused,
        { BUCKET: 'relaywatch-state' },
        TEXT.replace('type: oss', 'type: s3').replace('region: cn-shanghai }\nstatus', 'region: us-east-1 }\nstatus'),
      ),
    ).toEqual([]);
  });

  it('tells every other mistake, where it is not used too', () => {
    const text = TEXT.replace('heartbeat: {', 'heartbeat: { colour: red,').replace('namespace: N', 'namespace: AWS/N');
    expect(problemsOf(ALL, {}, text)).toEqual(['metrics[1].namespace', 'heartbeat.colour']);
  });

  it('has all of it where the variables are set', () => {
    const env = {
      LIVE_SECRET: 's',
      OTLP_TOKEN: 't',
      SLACK_URL: 'https://hooks.slack.com/services/x',
      HOOK_URL: 'https://hooks.example.com/x',
      HOOK_SECRET: `whsec_${'A'.repeat(32)}`,
      HEARTBEAT_URL: 'https://hc.example.com/x',
      BUCKET: 'relaywatch-state',
      TOPIC: 't',
      STATUS_TOKEN: 'a-token-of-some-length',
      CALLBACK_URL: 'http://hooks.example.com/x',
      CALLBACK_TOKEN: 'x'.repeat(20),
    };
    expect(parsed(ALL, env)).toMatchObject({
      alerts: [{ url: env.SLACK_URL }, { url: env.HOOK_URL }, {}],
      state: { bucket: env.BUCKET },
      metrics: [{ type: 'otlp' }, {}],
    });
  });

  it('keeps a name that is a variable as it is written', () => {
    const text = TEXT.replace('name: on-call', 'name: "${NAME}"').replace('[slack, on-call]', '[slack]');
    expect(parsed(ALL, {}, text).alerts[1]?.name).toBe('${NAME}');
  });
});

describe('a report, whose journal is beside the state', () => {
  const text = `${TEXT}report: { cron: "0 9 * * mon", channels: [on-call] }\n`;

  it('is left out with a state that the command does without', () => {
    const config = parsed(ALL, {}, text);
    expect([config.state, config.report]).toEqual([undefined, undefined]);
  });

  it('keeps its channels though their addresses are not set', () => {
    const config = parsed(ALL, { BUCKET: 'relaywatch-state' }, text);
    expect(config.report).toEqual({ cron: '0 9 * * mon', timeZone: 'UTC', channels: ['on-call'] });
  });

  it('still has its own mistakes reported', () => {
    expect(problemsOf(ALL, { BUCKET: 'b-1' }, text.replace('[on-call]', '[on-cal]'))).toEqual(['report.channels[0]']);
  });
});
