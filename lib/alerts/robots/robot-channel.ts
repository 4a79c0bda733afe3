import type { CheckResult } from '../../base/check-result.ts';
import type { Log } from '../../base/log.ts';
import type { Clock, UtcDateTime } from '../../base/time.ts';
import type { BodyBounds } from '../../http/body.ts';
import { type Call, call, type HttpRequest } from '../../http/call.ts';
import { networkFailure } from '../../http/network-failure.ts';
import type { ChannelBudget } from '../../monitor/channel-state.ts';
import type { Notification } from '../../monitor/notification.ts';
import type { SendResult } from '../../monitor/send-result.ts';
import { TOLD_SEVERITIES, type ToldSeverity } from '../../monitor/severity.ts';
import type { AlertChannel } from '../channel.ts';
import { type Judgement, sendResultOf } from '../judgement.ts';
import { loginProblem, wantsLogin } from '../status-judgement.ts';
import { type Body, composeBody, fitBody } from '../text/body.ts';
import { type Language, type TextTemplates, wordingOf } from '../text/compose.ts';
import { composeDigest } from '../text/digest.ts';
import type { LinkSettings } from '../text/links.ts';
import type { BodyWords } from '../text/wording.ts';
import { type RobotAnswer, readAnswer } from './robot-answer.ts';
import { type RobotTarget, readRobotTarget } from './robot-target.ts';

export interface RobotSettings {
  /** Tells several robots of a vendor apart; the type when absent. */
  readonly name?: string | undefined;
  /** A secret as a whole. */
  readonly url: string;
  readonly secret?: string | undefined;
}

export interface RobotDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly language: Language;
  readonly templates?: TextTemplates | undefined;
  readonly links?: LinkSettings | undefined;
  readonly call?: Call | undefined;
  /** From the call to the end of the answer. Default: 10 seconds. */
  readonly attemptTimeoutMs?: number | undefined;
}

/** One message before it becomes a vendor's JSON. */
export interface RobotMessage {
  /** Plain text. */
  readonly title: string;
  /** Escaped for the vendor. */
  readonly body: Body;
  readonly words: BodyWords;
  readonly mood: Mood;
  /** Whether people should be called by name. */
  readonly pages: boolean;
}

export type Mood = ToldSeverity | 'good';

/** What is different about a vendor. */
export interface RobotVendor {
  readonly type: string;
  /** As it stands in sentences: `Slack`. */
  readonly title: string;
  readonly budget: ChannelBudget;
  escape(text: string): string;
  /** The message as the vendor wants it, before it is signed. */
  write(message: RobotMessage): object;
  /** Whether the vendor takes a message of this size. */
  fits(payload: object): boolean;
  /** Where to send it at that time, and what; signatures go in here. */
  seal(url: string, payload: object, at: UtcDateTime): { readonly url: string; readonly body: string };
  judge(answer: RobotAnswer): Judgement;
}

const ATTEMPT_TIMEOUT_MS = 10_000;
/** Answers of robots have a hundred bytes; more is a proxy's page. */
const ANSWER: BodyBounds = { mostBytes: 65_536, longer: 'cut', broken: 'refused' };
const PAGING: readonly string[] = ['open', 'growth', 'reminder', 'flapping', 'channel-broken', 'state-broken'];

/**
 * A channel to a chat robot: one attempt per send, judged by the body of the answer. Chat robots can neither change a message
 * nor recognise a repeat.
 */
export function createRobotChannel(vendor: RobotVendor, settings: RobotSettings, deps: RobotDeps): AlertChannel {
  const target = readRobotTarget(settings.url, settings.secret);
  const robot: Robot = { vendor, deps, target, label: labelOf(vendor, settings) };
  const send = (notification: Notification, signal?: AbortSignal) =>
    deliver(robot, () => robotMessage(notification, robot), notification.id, signal);
  return {
    name: settings.name ?? vendor.type,
    type: vendor.type,
    budget: vendor.budget,
    takesUpdates: false,
    send,
    async sendDigest(notifications, signal) {
      const [first] = notifications;
      if (first === undefined) return { ok: true, receipt: 'nothing to send' };
      if (notifications.length === 1) return send(first, signal);
      const id = `digest of ${notifications.length} from ${first.id}`;
      return deliver(robot, () => robotDigest(notifications, robot), id, signal);
    },
    check: () => checkHost(robot),
  };
}

interface Robot {
  readonly vendor: RobotVendor;
  readonly deps: RobotDeps;
  readonly target: RobotTarget | string;
  /** `Slack "ops"`. */
  readonly label: string;
}

function labelOf({ type, title }: RobotVendor, { name }: RobotSettings): string {
  return name === undefined || name === type ? title : `${title} ${JSON.stringify(name)}`;
}

async function deliver(
  robot: Robot,
  write: () => RobotMessage,
  id: string,
  signal: AbortSignal | undefined,
): Promise<SendResult> {
  const { vendor, target, label } = robot;
  if (typeof target === 'string') return { ok: false, problem: `${label}: ${target}`, retryable: false, broken: true };
  const payload = payloadOr(write, vendor);
  if (typeof payload === 'string') return { ok: false, problem: `${label}: ${payload}`, retryable: true };
  try {
    const answer = await post(target, payload, robot, signal);
    return sendResultOf(vendor.judge(answer), `${label} at ${target.host}`, id);
  } catch (error) {
    const problem = `${label} at ${target.host} could not be told: ${networkFailure(error)}`;
    return { ok: false, problem, retryable: true };
  }
}

/** The payload, or a sentence on a mistake of ours; its message may hold anything, so only its kind is told. */
function payloadOr(write: () => RobotMessage, vendor: RobotVendor): object | string {
  try {
    return payloadOf(write(), vendor);
  } catch (error) {
    return `the message could not be written (${error instanceof Error ? error.name : 'unknown'}); please report this`;
  }
}

async function post(
  target: RobotTarget,
  payload: object,
  { vendor, deps }: Robot,
  giveUp: AbortSignal | undefined,
): Promise<RobotAnswer> {
  const now = deps.clock.nowUtc();
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const { url, body } = vendor.seal(target.url, payload, now);
  return readAnswer(await callOnce({ url, method: 'POST', headers, body }, deps, giveUp), now.toMillis());
}

async function checkHost({ target, deps, label }: Robot): Promise<CheckResult> {
  if (typeof target === 'string') return { ok: false, problem: `${label}: ${target}` };
  try {
    // which no robot takes for a message
    const { status } = await callOnce({ url: target.origin, method: 'HEAD' }, deps);
    if (wantsLogin(status)) return { ok: false, problem: `${label} at ${target.host} ${loginProblem(status)}` };
    return { ok: true, detail: `${target.host} answers (HTTP ${status} to HEAD /); no message was sent` };
  } catch (error) {
    return { ok: false, problem: `${label} at ${target.host} could not be reached: ${networkFailure(error)}` };
  }
}

function callOnce(request: HttpRequest, { clock, call: own, attemptTimeoutMs }: RobotDeps, giveUp?: AbortSignal) {
  const timeoutMs = attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS;
  return (own ?? call)(request, { clock, timeoutMs, giveUp, reads: ANSWER });
}

function payloadOf(message: RobotMessage, vendor: RobotVendor): object {
  const body = fitBody(message.body, (smaller) => vendor.fits(vendor.write({ ...message, body: smaller })));
  return vendor.write({ ...message, body });
}

function robotMessage(notification: Notification, { vendor, deps }: Robot): RobotMessage {
  const { language, templates, links } = deps;
  const { title, body } = composeBody(notification, language, vendor.escape, templates, links);
  const pages = PAGING.includes(notification.kind) && !notification.test;
  return { title, body, words: wordingOf(language).words, mood: moodOf(notification), pages };
}

function robotDigest(notifications: readonly Notification[], { vendor, deps }: Robot): RobotMessage {
  const { language, templates } = deps;
  const { words } = wordingOf(language);
  const moods = notifications.map(moodOf);
  const mood = TOLD_SEVERITIES.findLast((severity) => moods.includes(severity)) ?? 'good';
  const pages = notifications.some(({ kind, test }) => PAGING.includes(kind) && !test);
  const messageWith = (title: string, body: Body): RobotMessage => ({ title, body, words, mood, pages });
  const fits = (body: Body) => vendor.fits(vendor.write(messageWith(words.digestTitle(notifications.length), body)));
  const { title, body } = composeDigest(notifications, language, vendor.escape, fits, templates);
  return messageWith(title, body);
}

function moodOf({ kind, severity }: Notification): Mood {
  return kind === 'resolved' ? 'good' : severity;
}
