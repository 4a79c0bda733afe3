import { awsWaitMs } from '../../aws/wait.ts';
import type { CheckResult } from '../../base/check-result.ts';
import type { SendResult } from '../../monitor/send-result.ts';
import type { AlertChannel } from '../channel.ts';
import { ATTEMPT_TIMEOUT_MS, type ChannelDeps, channelTo, labelOf } from '../http-channel.ts';
import { wordsOf } from '../words.ts';
import { failureSentence, isBroken, isRetryable, snsFailure } from './failure.ts';
import { snsMessage } from './message.ts';
import { type AwsCredentials, countSubscriptions, type PublisherSettings, publish } from './publisher.ts';

export interface SnsSettings {
  readonly name?: string;
  /** Of a topic, standard or FIFO. */
  readonly topicArn: string;
  /** Default: the topic's own; SNS takes messages nowhere else. */
  readonly region?: string;
  /** Instead of the region's own, for example a local stand-in. */
  readonly endpoint?: string | undefined;
}

export interface SnsDeps extends Omit<ChannelDeps, 'call'> {
  /** Default: the AWS client's own search (environment, profile, role). */
  readonly credentials?: AwsCredentials;
}

/** Far below what Publish allows (300 a second in the smallest Regions), and no more than mail and phones can bear. */
const PER_MINUTE = 600;
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:([a-z]{2}(?:-[a-z]+)+-\d+):\d{12}:([\w-]{1,256}(?:\.fifo)?)$/;

interface Topic extends PublisherSettings {
  readonly arn: string;
}

/**
 * Publishes each message to an Amazon SNS topic, one call a message.
 *
 * `check` reads the topic's attributes: it tells nobody, and finds a topic without subscribers. Credentials that may
 * publish but not read pass with a remark.
 * Source: Amazon SNS API 2010-03-31, Publish and GetTopicAttributes.
 */
export function createSnsChannel(settings: SnsSettings, deps: SnsDeps): AlertChannel {
  const label = labelOf('Amazon SNS', settings.name);
  const target = readTopic(settings, deps.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS);
  const facts = {
    name: settings.name ?? 'sns',
    type: 'sns',
    label,
    perMinute: PER_MINUTE,
    takesUpdates: false,
    target,
  };
  return channelTo(facts, deps.log, {
    async send(topic, notification, signal) {
      const message = snsMessage(topic.arn, notification, wordsOf(notification, deps));
      try {
        return { ok: true, receipt: await publish(message, topic, deps, signal) };
      } catch (error) {
        return failed(error, `${label} (topic ${nameOf(topic)})`, deps);
      }
    },
    check: (topic) => checkTopic(topic, `${label} (topic ${nameOf(topic)})`, deps),
  });
}

/** @returns the topic, or a sentence that says what is wrong */
function readTopic({ topicArn, region, endpoint }: SnsSettings, timeoutMs: number): Topic | string {
  const ownRegion = TOPIC_ARN.exec(topicArn)?.[1];
  if (ownRegion === undefined) {
    return 'topicArn is not the ARN of a topic; it looks like arn:aws:sns:eu-central-1:123456789012:on-call';
  }
  if (region !== undefined && region !== ownRegion) {
    return `the topic is in ${ownRegion} and the region another one; leave the region out`;
  }
  return { arn: topicArn, region: ownRegion, timeoutMs, endpoint };
}

/** The ARN holds the account's number, which is nobody's business. */
function nameOf({ arn }: Topic): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

function failed(error: unknown, where: string, { clock }: SnsDeps): SendResult {
  const failure = snsFailure(error);
  const wishMs = isRetryable(failure) ? awsWaitMs(error, clock.nowUtc().toMillis()) : null;
  return {
    ok: false,
    problem: failureSentence(failure, where, 'sns:Publish'),
    retryable: isRetryable(failure),
    ...(isBroken(failure) ? { broken: true } : {}),
    ...(wishMs === null ? {} : { retryAfterMs: wishMs }),
  };
}

async function checkTopic(topic: Topic, where: string, deps: SnsDeps): Promise<CheckResult> {
  try {
    const count = await countSubscriptions(topic.arn, topic, deps);
    if (count === 0) return { ok: false, problem: `${where} has no confirmed subscription: nobody would hear of it` };
    return { ok: true, detail: `${where} has ${count ?? 'some'} confirmed subscriptions; no message was sent` };
  } catch (error) {
    const failure = snsFailure(error);
    if (failure.kind !== 'access-denied') {
      return { ok: false, problem: failureSentence(failure, where, 'sns:GetTopicAttributes') };
    }
    const remark = 'the credentials may not read it (sns:GetTopicAttributes); whether they may publish was not tried';
    return { ok: true, detail: `${where} answers; ${remark}` };
  }
}
