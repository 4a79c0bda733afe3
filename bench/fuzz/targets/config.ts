import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { allDocuments } from '../../../lib/config/accounts.ts';
import { checkDocument } from '../../../lib/config/check-document.ts';
import { parseConfig, readYaml } from '../../../lib/config/load.ts';
import { ConfigError } from '../../../lib/config/problems.ts';
import { SECRET } from '../hostile.ts';
import { mutatedJson, mutatedText } from '../mutated.ts';
import { type FuzzTarget, must } from '../target.ts';

const DOCUMENT = {
  live: {
    endpoint: { 'cn-shanghai': 'https://live.example.com' },
    regions: ['cn-shanghai'],
    scopes: [{ dstUrl: 'rtmp://push.example.com' }],
    credentials: { type: 'sts', accessKeyId: SECRET, accessKeySecret: SECRET, securityToken: SECRET },
  },
  metrics: [
    { type: 'cloudwatch', namespace: 'N', region: 'us-east-1' },
    { type: 'prometheus', pushgateway: `https://user:${SECRET}@pushgateway.example.com`, grouping: { stage: 'x' } },
    { type: 'otlp', endpoint: 'https://collector.example.com/v1/metrics', headers: { authorization: SECRET } },
  ],
  alerts: [
    { type: 'webhook', url: `https://hooks.example.com/${SECRET}?token=${SECRET}`, secret: SECRET },
    { type: 'pagerduty', routingKey: '0123456789abcdef0123456789abcdef' },
    { type: 'dingtalk', url: `https://oapi.dingtalk.com/robot/send?access_token=${SECRET}`, secret: SECRET },
    { type: 'slack', url: `https://hooks.slack.com/services/${SECRET}`, templates: { title: '{{title}}' } },
  ],
  routes: [{ match: { name: 'vip-*' }, channels: ['webhook'] }],
  policy: { overrides: [{ match: { destination: 'push.example.com' }, severity: 'info' }] },
  maintenance: [{ name: 'w', cron: '0 2 * * *', durationMinutes: 60, timeZone: 'Asia/Shanghai' }],
  expect: [{ name: 'e', match: { name: 'x*' } }],
  state: { type: 'file', path: '/var/lib/relaywatch' },
  report: { cron: '0 9 * * *', since: '24h', channels: ['slack'] },
  callbacks: { url: 'https://hooks.example.com', token: `token-of-callbacks-${SECRET}` },
  status: { token: `token-of-the-page-${SECRET}` },
};
const ACCOUNTS = {
  ...DOCUMENT,
  accounts: [{ name: 'a' }, { name: 'b', live: { regions: ['cn-beijing'] } }],
};
const EXAMPLE = readFileSync(new URL('../../../relaywatch.example.yml', import.meta.url), 'utf8');
/** What only YAML can say. */
const OF_YAML: readonly string[] = [
  `a: &a [${'x,'.repeat(20)}x]\n${'bcdefghij'.replace(/./g, (name, at: number) => `${name}: &${name} [${`*${'abcdefghij'[at]},`.repeat(20)}*a]\n`)}`,
  `a: &a {b: *a}`,
  `!!js/function 'x'`,
  `{${'? '.repeat(2_000)}`,
  '[ '.repeat(10_000),
  '- '.repeat(10_000),
  `${'a:\n '.repeat(100)}`,
  Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
  `"${'\\x41'.repeat(5_000)}"`,
  `? ${'a'.repeat(10_000)}\n: b`,
  '%YAML 9.9\n---\n',
  '\uFEFFlive: {}',
];
const ENV = { SECRET: `filled-in-${SECRET}` };

const whole = fc.oneof(mutatedJson(DOCUMENT, true), mutatedJson(ACCOUNTS, true));
const torn = mutatedText(fc.oneof(whole, fc.constant(EXAMPLE), fc.constantFrom(...OF_YAML)));
const inputs: fc.Arbitrary<Input> = fc.oneof(
  { weight: 6, arbitrary: whole.map((text) => ({ text, inPlace: true })) },
  { weight: 2, arbitrary: whole.map((text) => ({ text: inYaml(text), inPlace: true })) },
  { weight: 2, arbitrary: torn.map((text) => ({ text, inPlace: false })) },
  { weight: 1, arbitrary: fc.constantFrom(...OF_YAML).map((text) => ({ text, inPlace: false })) },
);

interface Input {
  readonly text: string;
  /** Whether each secret is where secrets stand: the type of a channel is shown, for one. */
  readonly inPlace: boolean;
}

export async function open(): Promise<FuzzTarget<Input>> {
  return {
    inputs,
    run: ({ text, inPlace }) => {
      for (const read of [parseConfig, everyAccount]) {
        const refused = refusal(() => read(text, ENV, 'relaywatch.yml'));
        must(!inPlace || !refused.includes(SECRET), `a secret is shown: ${refused}`);
      }
    },
  };
}

function everyAccount(text: string): unknown {
  return allDocuments(readYaml(text, 'relaywatch.yml'), 'relaywatch.yml').map(({ document }) =>
    checkDocument(document, ENV, 'relaywatch.yml'),
  );
}

function refusal(read: () => unknown): string {
  try {
    read();
    return '';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return `${error.message}\n${JSON.stringify(error.problems)}`;
  }
}

/** The same document as an operator would write it; where YAML cannot say it, as it is. */
function inYaml(json: string): string {
  try {
    return stringify(JSON.parse(json));
  } catch {
    return json;
  }
}
