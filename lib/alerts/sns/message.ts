import { createHash } from 'node:crypto';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { clipBytes, clipChars } from '../../base/cut.ts';
import { visible } from '../../base/visible.ts';
import type { Notification } from '../../monitor/notification.ts';
import { webhookBody } from '../webhook/message.ts';
import type { Words } from '../words.ts';

/** Source: Amazon SNS API 2010-03-31, Publish: "less than 100 characters", no line breaks or control characters. */
const SUBJECT_CHARS = 99;
/** Source: the same, MessageDeduplicationId and MessageGroupId. */
const FIFO_ID_CHARS = 128;
/**
 * So that all forms together stay below 262,144 bytes, attributes included, by construction: escaped once more inside
 * the message, the text is at most twice this and each of the four bodies for machines twice 20,000.
 * Source: the same, Publish, "Message".
 */
const TEXT_BYTES = 40_000;
/** Source: the same: longer ones are sent as several messages, each of which costs. 140 bytes are 70 such characters. */
const SMS_CHARS = 70;
const MACHINES = ['http', 'https', 'sqs', 'lambda'] as const;

/**
 * One message in the form of each subscriber: words for people (mail, chat), the title for text messages, and the body
 * that a webhook would get for machines. `severity`, `kind` and `dedupKey` are attributes, to filter subscriptions by.
 *
 * A FIFO topic keeps the messages of a cause in order and drops a repeat within five minutes.
 */
export function snsMessage(topicArn: string, notification: Notification, words: Words): PublishCommandInput {
  const { id, dedupKey, severity, kind, account } = notification;
  const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
  return {
    TopicArn: topicArn,
    Subject: subjectOf(notification, words),
    MessageStructure: 'json',
    Message: messageText(notification, words),
    MessageAttributes: {
      severity: attribute(severity),
      kind: attribute(kind),
      dedupKey: attribute(dedupKey),
      ...(account === undefined ? {} : { account: attribute(account) }),
    },
    ...(topicArn.endsWith('.fifo') ? { MessageGroupId: fifoId(dedupKey), MessageDeduplicationId: fifoId(id) } : {}),
  };
}

function messageText(notification: Notification, words: Words): string {
  const body = webhookBody(notification, words);
  return clean(
    JSON.stringify({
      default: clipBytes(textOf(notification, words), TEXT_BYTES),
      sms: clipChars(subjectOf(notification, words), SMS_CHARS),
      ...Object.fromEntries(MACHINES.map((protocol) => [protocol, body])),
    }),
  );
}

/** No subscriber that speaks XML could take these two. */
function clean(json: string): string {
  return json.replace(/[\ufffe\uffff]/g, '?');
}

function textOf({ severity, kind }: Notification, { title, body }: Words): string {
  const lines = body.split('\n').map(visible);
  return [`${severity} ${kind}: ${visible(title)}`, '', ...lines].join('\n');
}

/** Blank ones are refused, and a template may well make one. */
function subjectOf({ kind, verdict }: Notification, { title }: Words): string {
  return clipChars(clean(visible(title)).trim() || `relaywatch: ${kind}, ${verdict}`, SUBJECT_CHARS);
}

/** Our ids are fit as they are; one that would not be becomes a hash, which is as stable. */
function fifoId(id: string): string {
  return /^[\w-]+$/.test(id) && id.length <= FIFO_ID_CHARS ? id : createHash('sha256').update(id).digest('hex');
}
