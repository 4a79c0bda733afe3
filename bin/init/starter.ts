/** What somebody chose for a first configuration. */
export interface Choices {
  readonly regions: readonly string[];
  readonly channel: Channel;
  readonly state: State;
  readonly cloud: Cloud;
  /** Of Live, where it is not the documented one. */
  readonly endpoint?: string | undefined;
}

export const CHANNELS = [
  'console',
  'slack',
  'pagerduty',
  'dingtalk',
  'feishu',
  'wecom',
  'alertmanager',
  'sns',
  'webhook',
] as const;
export type Channel = (typeof CHANNELS)[number];
export const STATES = ['file', 'oss', 's3'] as const;
export type State = (typeof STATES)[number];
/** `own`: `relaywatch watch` on a machine of one's own. */
export const CLOUDS = ['own', 'fc', 'aws'] as const;
export type Cloud = (typeof CLOUDS)[number];

/** Where state belongs that a cloud's function leaves. */
export const STATE_OF: Readonly<Record<Cloud, State>> = { own: 'file', fc: 'oss', aws: 's3' };

interface Part {
  readonly yaml: string;
  /** Variables that it refers to, each with what it is. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** As a configuration refers to it. */
const variable = (name: string) => `"\${${name}}"`;

const CHANNEL_PARTS: Readonly<Record<Channel, Part>> = {
  console: {
    yaml: '  # Prints messages, and pages nobody: choose another one before you rely on it.\n  - type: console',
  },
  slack: {
    yaml: `  - type: slack\n    url: ${variable('SLACK_URL')}`,
    variables: { SLACK_URL: 'incoming webhook of a Slack channel' },
  },
  pagerduty: {
    yaml: `  - type: pagerduty\n    routingKey: ${variable('PAGERDUTY_ROUTING_KEY')}`,
    variables: { PAGERDUTY_ROUTING_KEY: 'integration key of a PagerDuty service (Events API v2)' },
  },
  dingtalk: {
    yaml: `  # keyword: a word that the robot wants in each message, where it is set up so\n  - type: dingtalk\n    url: ${variable('DINGTALK_URL')}\n    secret: ${variable('DINGTALK_SECRET')}`,
    variables: { DINGTALK_URL: 'webhook of a DingTalk robot', DINGTALK_SECRET: 'its secret for signatures (SEC…)' },
  },
  feishu: {
    yaml: `  - type: feishu\n    url: ${variable('FEISHU_URL')}\n    secret: ${variable('FEISHU_SECRET')}`,
    variables: { FEISHU_URL: 'webhook of a Feishu robot', FEISHU_SECRET: 'its secret for signatures' },
  },
  wecom: {
    yaml: `  - type: wecom\n    url: ${variable('WECOM_URL')}`,
    variables: { WECOM_URL: 'webhook of a WeCom robot' },
  },
  alertmanager: {
    yaml: '  # every instance by itself, never a load balancer before them\n  - type: alertmanager\n    urls: ["http://alertmanager-0:9093", "http://alertmanager-1:9093"]',
  },
  sns: {
    yaml: '  - type: sns\n    # CHANGE: your topic\n    topicArn: "arn:aws:sns:us-east-1:123456789012:on-call"\n    region: us-east-1',
    variables: {
      AWS_ACCESS_KEY_ID: 'of an IAM user who may publish to the topic',
      AWS_SECRET_ACCESS_KEY: 'its secret',
    },
  },
  webhook: {
    yaml: `  - type: webhook\n    url: ${variable('RELAYWATCH_WEBHOOK_URL')}\n    secret: ${variable('RELAYWATCH_WEBHOOK_SECRET')}`,
    variables: {
      RELAYWATCH_WEBHOOK_URL: 'receiver of Standard Webhooks',
      RELAYWATCH_WEBHOOK_SECRET: 'signs messages: whsec_ and 24 to 64 bytes as base64',
    },
  },
};

function statePart(state: State, region: string): Part {
  switch (state) {
    case 'file':
      return { yaml: '  type: file\n  # A folder that outlives the process.\n  path: ./state' };
    case 'oss':
      return {
        yaml: `  type: oss\n  # CHANGE: your bucket, without versioning\n  bucket: relaywatch-state\n  region: ${region}`,
      };
    case 's3':
      return {
        yaml: '  type: s3\n  # CHANGE: your bucket\n  bucket: relaywatch-state\n  region: us-east-1',
        variables: {
          AWS_ACCESS_KEY_ID: 'of an IAM user who may read and write the bucket',
          AWS_SECRET_ACCESS_KEY: 'its secret',
        },
      };
  }
}

function deployYaml(cloud: Cloud, region: string): string {
  switch (cloud) {
    case 'own':
      return '# The time from one sweep to the next, of `relaywatch watch`.\nsweep:\n  intervalSeconds: 60\n';
    case 'fc':
      return `# Function Compute: \`relaywatch deploy plan\` shows what would be made, \`relaywatch deploy policy\` the rights of its role.
deploy:
  fc:
    version: 3
    region: ${region}
    # CHANGE: your account, and a role that the function takes
    accountId: "1234567890123456"
    role: acs:ram::1234567890123456:role/relaywatch
    schedule: "@every 1m"
`;
    case 'aws':
      return `# AWS Lambda, by serverless.yml: docs/deploy.md.
deploy:
  aws:
    region: us-east-1
    schedule: rate(1 minute)
`;
  }
}

/** A first configuration with comments, and the variables that it wants. It passes `relaywatch check --offline`. */
export function starterOf({ regions, channel, state, cloud, endpoint }: Choices): {
  readonly yaml: string;
  readonly env: string;
} {
  const region = regions[0] ?? 'cn-shanghai';
  const alerts = CHANNEL_PARTS[channel];
  const kept = statePart(state, region);
  const yaml = `# Made by \`relaywatch init\`. relaywatch.example.yml has every key with its default; \${NAME} comes from the environment.
live:
  # The regions whose relays are watched.
  regions: [${regions.join(', ')}]
${endpoint === undefined ? '' : `  endpoint: ${JSON.stringify(endpoint)}\n`}  # All that calls as this account shares 10 calls a second: lower it when other tools do.
  qps: 10

# Who hears of it. The first message comes with the first sweep: what is stopped already, as one summary.
alerts:
${alerts.yaml}

# Numbers for dashboards and alarms, where you have one of these.
# metrics:
#   - { type: cloudwatch, namespace: LiveRelay, region: us-east-1 }
#   - { type: prometheus, pushgateway: "http://127.0.0.1:9091" }

# What one sweep leaves to the next: without it every sweep is a first one.
state:
${kept.yaml}

# A service outside that raises an alarm when complete sweeps stay away. Who else would tell you?
# heartbeat: { url: "\${HEARTBEAT_URL}" }

${deployYaml(cloud, region)}`;
  return { yaml, env: envOf({ ...LIVE_KEYS, ...kept.variables, ...alerts.variables }) };
}

const LIVE_KEYS = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'of a RAM user who may live:DescribeLivePullToPushList and live:DescribeLivePullToPush',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'its secret',
};

function envOf(variables: Readonly<Record<string, string>>): string {
  const lines = Object.entries(variables).map(([name, meaning]) => `# ${meaning}\n${name}=\n`);
  return `# Copy to .env, fill in, and keep it out of version control.\n${lines.join('')}`;
}
