import mustache from 'mustache';
import * as z from 'zod/mini';
import { awsRegion, byType, name, originUrl, ownServerUrl, says, secret, text, textLike, url, word } from './fields.ts';
import { channelsNamedOnce } from './names.ts';
import { robotUrl } from './robot-hosts.ts';

export const language = word(['en', 'zh']);

const TEMPLATE_EXPECTED = 'a Mustache template whose {{tags}} are all closed';
/** The time that Mustache takes for a tag without an end grows with the square of what follows it. */
const TEMPLATE_MOST = 5_000;
const template = text('a Mustache template').check(
  z.maxLength(TEMPLATE_MOST, { error: `at most ${TEMPLATE_MOST} characters` }),
  z.refine(isTemplate, { error: TEMPLATE_EXPECTED }),
);

const TEMPLATES_EXPECTED = 'a section with title, body or both';
const templates = z
  .strictObject(
    {
      title: z.optional(template.check(says('Replaces the first line.'))),
      body: z.optional(template.check(says('Replaces everything below the first line.'))),
    },
    { error: TEMPLATES_EXPECTED },
  )
  .check(z.refine((parts) => Object.keys(parts).length > 0, { error: TEMPLATES_EXPECTED }));

const common = {
  name: z.optional(
    name('a name for messages and logs').check(
      says(
        'What routes, logs and messages call the channel. Default: its type, so a second channel of the same type needs a name.',
      ),
    ),
  ),
  language: z.optional(language.check(says('Language of its messages, instead of the one for all channels.'))),
  templates: z.optional(
    templates.check(says('Mustache templates for its messages, filled in from the fields of a message.')),
  ),
};

/** PagerDuty documents the length of a key, so a truncated one is found here and not at night. */
const PAGERDUTY_KEY_EXPECTED = 'an integration key of 32 letters and digits';
const TOPIC_EXPECTED = 'the ARN of an SNS topic, such as arn:aws:sns:us-east-1:123456789012:on-call';
const TOPIC = /^arn:aws[a-z-]*:sns:[a-z0-9-]{1,40}:\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$/;
const MOBILE_EXPECTED = 'a phone number in quotes, such as "13800000000"';

const WEBHOOK_SECRETS_EXPECTED =
  'Standard Webhooks secrets, separated by spaces: each whsec_ followed by 24 to 64 bytes in base64';
const webhook = z
  .strictObject({
    type: z.literal('webhook'),
    ...common,
    url: url.check(says('Where messages are posted. The whole address is a secret and never shown.')),
    secret: z.optional(
      secret(WEBHOOK_SECRETS_EXPECTED).check(
        z.refine(areWebhookSecrets, { error: WEBHOOK_SECRETS_EXPECTED }),
        says('Signs messages as Standard Webhooks. While one secret replaces another, both, separated by a space.'),
      ),
    ),
  })
  .check(says('A Standard Webhook.'));

const consoleChannel = z
  .strictObject({ type: z.literal('console'), ...common })
  .check(says('Standard output, or the log.'));

const pagerDuty = z
  .strictObject({
    type: z.literal('pagerduty'),
    ...common,
    routingKey: textLike(/^[A-Za-z0-9]{32}$/, PAGERDUTY_KEY_EXPECTED).check(
      says('Integration key of an Events API v2 integration. A secret.'),
    ),
    endpoint: z.optional(
      originUrl.check(says('Instead of https://events.pagerduty.com, for accounts of another service region.')),
    ),
  })
  .check(says('PagerDuty, through the Events API v2.'));

const slack = z
  .strictObject({
    type: z.literal('slack'),
    ...common,
    url: robotUrl('Slack').check(says('Address of an incoming webhook. A secret.')),
  })
  .check(says('Slack, through an incoming webhook.'));

const keyword = z.optional(
  name('a keyword of the robot').check(says('The keyword, if the robot requires one in each message.')),
);

const dingTalk = z
  .strictObject({
    type: z.literal('dingtalk'),
    ...common,
    url: robotUrl('DingTalk').check(says("The robot's webhook, with its access_token. A secret.")),
    secret: z.optional(
      secret('the secret of the robot').check(says('Signs messages, if the robot requires signatures.')),
    ),
    keyword,
    atMobiles: z.optional(
      z
        .array(textLike(/^\+?\d[\d-]{4,19}$/, MOBILE_EXPECTED), { error: 'a list of phone numbers in quotes' })
        .check(says('Phone numbers of the people to mention.')),
    ),
  })
  .check(says('A DingTalk robot.'));

const feishu = z
  .strictObject({
    type: z.literal('feishu'),
    ...common,
    url: robotUrl('Feishu or Lark').check(says("The bot's webhook, at Feishu or Lark. A secret.")),
    secret: z.optional(secret('the secret of the bot').check(says('Signs messages, if the bot requires signatures.'))),
    keyword,
  })
  .check(says('A Feishu or Lark bot.'));

const weCom = z
  .strictObject({
    type: z.literal('wecom'),
    ...common,
    url: robotUrl('WeCom').check(says("The robot's webhook, with its key. A secret.")),
  })
  .check(says('A WeCom group robot.'));

const INSTANCES_EXPECTED = 'a list of the URLs of all instances';
const alertmanager = z
  .strictObject({
    type: z.literal('alertmanager'),
    ...common,
    urls: z.array(ownServerUrl, { error: INSTANCES_EXPECTED }).check(
      z.minLength(1, { error: 'at least one URL' }),
      z.refine((urls) => new Set(urls).size === urls.length, { error: 'each URL once' }),
      says('Every instance by its own address, never a load balancer in front of them.'),
    ),
  })
  .check(says('Prometheus Alertmanager, through its API v2.'));

const sns = z
  .strictObject({
    type: z.literal('sns'),
    ...common,
    topicArn: textLike(TOPIC, TOPIC_EXPECTED).check(says('ARN of the topic.')),
    region: awsRegion.check(says('AWS region of the topic.')),
    endpoint: z.optional(url.check(says("Instead of the region's own endpoint."))),
  })
  .check(
    z.refine(({ topicArn, region }) => !TOPIC.test(topicArn) || topicArn.split(':')[3] === region, {
      path: ['region'],
      error: "the region in the topic's ARN",
    }),
    says('An Amazon SNS topic.'),
  );

const alertChannel = byType([webhook, consoleChannel, pagerDuty, slack, dingTalk, feishu, weCom, alertmanager, sns]);

export const alerts = z.array(alertChannel, { error: 'a list of alert channels' }).check(channelsNamedOnce);

/** Without this check, a faulty template would only be found when the first page is due. */
function isTemplate(source: string): boolean {
  if (source.length > TEMPLATE_MOST) return false;
  try {
    mustache.parse(source);
    return true;
  } catch {
    return false;
  }
}

/** Source: Standard Webhooks 1.0.0, "Signature scheme": between 24 and 64 bytes. */
function areWebhookSecrets(secrets: string): boolean {
  const parts = secrets.split(/\s+/).filter(Boolean);
  return parts.length > 0 && parts.every(isWebhookSecret);
}

function isWebhookSecret(secret: string): boolean {
  const base64 = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(secret)?.[1] ?? '';
  const { length } = Buffer.from(base64, 'base64');
  return length >= 24 && length <= 64;
}
