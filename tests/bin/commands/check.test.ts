// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these references are what is tested

import { describe, expect, it } from 'vitest';
import { createFileStore } from '../../../lib/state/file/file.ts';
import { startCloudWatchStandIn } from '../../../stand-ins/cloudwatch/server.ts';
import { startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { closing, configFile, freshFolder, useRunFolder } from '../command-line.ts';
import { relaywatchHere as relaywatch } from '../in-process.ts';

useRunFolder();

const LIVE = 'live: { regions: [cn-shanghai] }\n';
const WELL = `${LIVE}alerts: [{ type: slack, url: "\${SLACK_URL}" }]
state: { type: oss, bucket: relaywatch-state, region: cn-shanghai }
heartbeat: { url: "\${HEARTBEAT_URL}" }
`;
const offline = async (text: string, ...flags: string[]) =>
  relaywatch(['check', '--offline', '--config', await configFile(text), ...flags]);
const warningsOf = (stdout: string) => stdout.split('\n').filter((line) => line.startsWith('! '));

describe('relaywatch check --offline', () => {
  it('calls nobody, needs no variable, and says which it did not see', async () => {
    const { code, stdout, stderr } = await offline(WELL, '--strict');
    expect(stdout).toMatch(
      /^✓ configuration: \S+relaywatch\.yml\nnot set here, so not checked: HEARTBEAT_URL, SLACK_URL\n$/,
    );
    expect([code, stderr]).toEqual([0, '']);
  });

  it.each([
    ['no channel', WELL.replace(/alerts:.*\n/, ''), ['alerts: no channel, so nobody is notified of anything']],
    [
      'only the console',
      WELL.replace(/alerts:.*\n/, 'alerts: [{ type: console }, { type: console, name: b }]\n'),
      ['alerts: only the console, which wakes nobody'],
    ],
    ['no state', WELL.replace(/state:.*\n/, ''), [expect.stringContaining('state: none, so nothing is remembered')]],
    [
      'no heartbeat and no alarms',
      WELL.replace(/heartbeat:.*\n/, ''),
      [expect.stringContaining('heartbeat: none, and no CloudWatch alarms with a topic')],
    ],
    [
      'a folder for Function Compute',
      `${WELL.replace(/state:.*\n/, 'state: { type: file, path: ./state }\n')}deploy: { fc: { version: 3, region: cn-shanghai, accountId: "123456", role: "acs:ram::123456:role/r" } }`,
      [expect.stringContaining('state: a folder, which is lost with each instance of Function Compute')],
    ],
    [
      'a $NAME without braces',
      WELL.replace('"${SLACK_URL}"', '"https://hooks.slack.com/$SLACK_KEY"'),
      [expect.stringContaining('alerts[0].url: a variable that is not written as ${NAME}')],
    ],
    [
      'a secret that is written out',
      WELL.replace('"${SLACK_URL}"', '"https://hooks.slack.com/services/x"'),
      [expect.stringContaining('alerts[0].url: a secret that is written out')],
    ],
  ])('warns of %s: exit code 0, and 1 with --strict', async (_, text, warnings) => {
    const { code, stdout } = await offline(text);
    expect(warningsOf(stdout).map((line) => line.slice(2))).toEqual(warnings);
    expect(code).toBe(0);
    expect((await offline(text, '--strict')).code).toBe(1);
  });

  it('names the line of what is hardly meant so, and the variable', async () => {
    const { stdout } = await offline(
      WELL.replace('slack, url: "${SLACK_URL}"', () => 'dingtalk, url: "${DING_URL}", secret: "%DING_SECRET%"'),
    );
    expect(warningsOf(stdout)).toEqual([
      '! alerts[0].secret: a variable that is not written as ${DING_SECRET} is used literally; ${DING_SECRET} would be filled in from the environment (line 2)',
    ]);
  });

  it('does not miss a heartbeat where alarms of CloudWatch tell somebody', async () => {
    const watched = `${WELL.replace(/heartbeat:.*\n/, '')}metrics: [{ type: cloudwatch, namespace: N, region: us-east-1 }]
deploy: { alarms: { topics: ["arn:aws:sns:us-east-1:123456789012:on-call"] } }`;
    expect(warningsOf((await offline(watched)).stdout)).toEqual([]);
    expect(warningsOf((await offline(watched.replace(/\[[^[]*on-call"\]/, '[]'))).stdout)).toHaveLength(1);
  });

  it('says with line and place what is wrong with the deploy section, but not of its variables', async () => {
    const text = `${WELL}deploy:\n  fc: { version: 3, region: cn-shanghai, accountId: "\${ACCOUNT}", role: "\${ROLE}" }\n`;
    expect((await offline(text)).code).toBe(0);
    const { code, stderr } = await offline(text.replace('version: 3', 'version: 3, schedule: "@every 0m"'));
    expect(stderr).toMatch(/deploy\.fc\.schedule: found "@every 0m", expected .*; this one never comes \(line 6\)\n$/);
    expect(code).toBe(2);
  });
});

describe('secrets that a command does not use', () => {
  it('need not be set for what reads the state, the alarms, the tasks or the cost', async () => {
    const live = closing(await startLiveStandIn({ tasks: 50, regions: ['cn-shanghai'], qps: 0 }));
    const cloudWatch = closing(await startCloudWatchStandIn());
    const path = await freshFolder();
    const config = await configFile(`live: { endpoint: "${live.url}", regions: [cn-shanghai] }
metrics:
  - { type: cloudwatch, namespace: N, region: us-east-1, endpoint: "${cloudWatch.url}", detail: full }
  - { type: otlp, endpoint: "https://collector.example.com/v1/metrics", headers: { authorization: "\${OTLP_TOKEN}" } }
alerts: [{ type: slack, url: "\${SLACK_URL}" }, { type: console }]
state: { type: file, path: "${path}" }
heartbeat: { url: "\${HEARTBEAT_URL}" }
`);
    const run = (...args: string[]) => relaywatch([...args, '--config', config]);
    expect(await createFileStore(path).load()).toMatchObject({ snapshot: null });
    for (const args of [
      ['incidents'],
      ['silence', 'list'],
      ['alarms', 'list'],
      ['alarms', 'plan'],
      ['alarms', 'policy'],
      ['cost', '--tasks', '10'],
      ['cost'],
      ['tasks'],
      ['test-alert', 'console'],
      ['check', '--offline'],
    ]) {
      const { code, stderr } = await run(...args);
      expect([args, code, stderr]).toEqual([args, 0, '']);
    }
    expect((await run('alarms', 'list')).stdout).toContain('channel-broken-slack');
    for (const args of [['sweep'], ['check'], ['test-alert'], ['test-alert', 'slack']]) {
      const { code, stderr } = await run(...args);
      expect(stderr).toContain('alerts[0].url: found ${SLACK_URL}, which is not set in the environment');
      expect(code).toBe(2);
    }
  });
});
