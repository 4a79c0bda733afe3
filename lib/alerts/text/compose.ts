import { clipChars, short } from '../../base/cut.ts';
import { isBlank, visible } from '../../base/visible.ts';
import { EXAMPLES_SHOWN, type Notification, type RelayExample } from '../../monitor/notification.ts';
import { english } from './en/wording.ts';
import { type Facts, factsOf } from './facts.ts';
import { type LinkSettings, linksOf, type MessageLinks } from './links.ts';
import { commandFor, stepsFor } from './steps.ts';
import { renderTemplate } from './template.ts';
import type { Wording } from './wording.ts';
import { chinese } from './zh/wording.ts';

export type Language = 'en' | 'zh';

/** A message in words, before any vendor's markup. */
export interface ComposedText {
  /** One line, at most 150 characters: `62 of 62 relays to push-3.example.com stopped, PushStreamFailed, since 12:01:30 UTC`. */
  readonly title: string;
  /** Sentences on what happened: scope, regions, duration, note, degraded. */
  readonly lines: readonly string[];
  /** `name (id), region: source -> destination`, one a relay. */
  readonly examples: readonly string[];
  /** What to do, in order; the last is the command to restart. Empty for `resolved`. */
  readonly steps: readonly string[];
  /** The vendor's console. */
  readonly link: string;
  /** Where the configuration says that messages lead; absent where it says nothing. */
  readonly links?: MessageLinks;
}

/** Overrides of the title and the body; Mustache over the fields of Notification and ComposedText. */
export interface TextTemplates {
  readonly title?: string;
  readonly body?: string;
}

const TITLE_CHARS = 150;
export const CONSOLE_LINK = 'https://live.console.aliyun.com/';
const TEST_MARK = '[TEST] ';
const WORDINGS: Readonly<Record<Language, Wording>> = { en: english, zh: chinese };

export function wordingOf(language: Language): Wording {
  return WORDINGS[language];
}

/**
 * A message in words. Every text is one visible line without markup, and none is long, whatever the notification holds;
 * the timeline ends `lines`. A title template that fails leaves the default title and a line that says so.
 */
export function composeText(
  notification: Notification,
  language: Language,
  templates?: TextTemplates,
  links?: LinkSettings,
): ComposedText {
  const wording = wordingOf(language);
  const facts = factsOf(notification);
  const plain: ComposedText = {
    title: marked(owned(wording.title(facts), facts), notification.test),
    lines: [...wording.lines(facts), ...timelineLines(facts, wording)],
    examples: relaysIn(notification).map((one) => exampleLine(one, notification, wording)),
    steps: stepLines(notification, facts, wording),
    link: CONSOLE_LINK,
    ...(links === undefined ? {} : { links: linksOf(notification, links) }),
  };
  if (templates?.title === undefined) return plain;
  const unmarked = { ...plain, title: marked(owned(wording.title(facts), facts), false) };
  const rendered = renderTemplate(templates.title, templateView(notification, unmarked), (text) => text);
  if (rendered.ok)
    return { ...plain, title: marked(owned(rendered.text.replaceAll('\n', ' '), facts), notification.test) };
  return { ...plain, lines: [wording.templateProblem('title', rendered.problem), ...plain.lines] };
}

/**
 * What a template may name: the fields of ComposedText, then those of Notification. Both have `examples`: the plain name
 * is the composed lines, `notification.examples` the relays. Texts from outside are one visible line each.
 */
export function templateView(notification: Notification, composed: ComposedText): object {
  const fields = withVisibleTexts(notification) as Notification;
  return { ...fields, ...composed, notification: fields };
}

/** Says whose it is, however short a template is. */
function owned(title: string, { account }: Facts): string {
  return account === null || title.includes(account.name) ? title : `[${account.name}] ${title}`;
}

/** One line of at most 150 characters. The mark of a test survives templates and cutting. */
function marked(title: string, test: boolean): string {
  return clipChars(`${test ? TEST_MARK : ''}${visible(title).trim()}`, TITLE_CHARS);
}

function timelineLines({ timeline, timelineLeftOut }: Facts, wording: Wording): string[] {
  const [first, ...newest] = timeline.map((entry) => wording.timelineEntry(entry));
  if (first === undefined) return [];
  return [first, ...(timelineLeftOut > 0 ? [wording.timelineLeftOut(timelineLeftOut)] : []), ...newest];
}

function stepLines(notification: Notification, facts: Facts, wording: Wording): string[] {
  const command = commandFor(notification);
  const steps = stepsFor(notification).map((key) => wording.step(key, facts));
  return command === null ? steps : [...steps, command];
}

/** A message about relaywatch itself, an account or an expectation stands for no relay, and has nothing to show for one. */
function relaysIn({ examples }: Notification): RelayExample[] {
  return examples.filter(({ taskId }) => taskId !== '').slice(0, EXAMPLES_SHOWN);
}

function exampleLine(relay: RelayExample, { reason }: Notification, { unknownPlace }: Wording): string {
  const place = (text: string) => (text === '' ? unknownPlace : short(text, 100));
  const name = isBlank(relay.name) ? short(relay.taskId, 64) : `${short(relay.name, 80)} (${short(relay.taskId, 64)})`;
  const way = `${place(relay.source)} -> ${place(relay.destination)}`;
  const own = reason === 'several' && relay.reason !== 'none' ? `, ${short(relay.reason, 60)}` : '';
  return `${name}, ${short(relay.region, 30)}: ${way}${own}`;
}

function withVisibleTexts(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(withVisibleTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withVisibleTexts(one)]));
}
