import { clipChars } from '../../base/cut.ts';
import type { Notification } from '../../monitor/notification.ts';
import {
  type ComposedText,
  composeText,
  type Language,
  type TextTemplates,
  templateView,
  wordingOf,
} from './compose.ts';
import type { LinkSettings } from './links.ts';
import { commandFor } from './steps.ts';
import { renderTemplate } from './template.ts';
import type { BodyWords } from './wording.ts';

export interface BodyLink {
  readonly to: 'statusPage' | 'runbook';
  readonly url: string;
}

/** A message below its title. Texts are escaped for where they will stand; `command` and the links are not. */
export interface Body {
  readonly lines: readonly string[];
  readonly examples: readonly string[];
  /** Relays that are not among the examples. */
  readonly more: number;
  readonly steps: readonly string[];
  readonly command: string | null;
  readonly link: string | null;
  /** To the status page and the runbook, in this order. */
  readonly links: readonly BodyLink[];
  /** Whether something was left out to make it fit. */
  readonly cut: boolean;
  /** Whether the lines are a template's, and so have their own markup. */
  readonly verbatim: boolean;
}

/** How a vendor marks text up. Each gets escaped text and gives one line. */
export interface Markup {
  heading(text: string): string;
  item(text: string): string;
  step(text: string, number: number): string;
  command(text: string): string;
  link(label: string, url: string): string;
  /** Between lines: some vendors take a single line break for a blank. */
  readonly lineBreak: string;
}

const TEMPLATE_LINES = 200;
const TEMPLATE_LINE_CHARS = 2_000;
const KEPT_LINES = 3;

const plainMarkup: Markup = {
  heading: (text) => `${text}:`,
  item: (text) => `- ${text}`,
  step: (text, number) => `${number}. ${text}`,
  command: (text) => `   ${text}`,
  link: (label, url) => `${label}: ${url}`,
  lineBreak: '\n',
};

/**
 * The parts of a message below its title; with a body template, what that gives, and nothing else. Values are passed
 * through `escapeText`; of a template, `{{{x}}}` is not. A template that fails leaves the default with a line that says so.
 */
export function bodyOf(
  composed: ComposedText,
  notification: Notification,
  language: Language,
  escapeText: (text: string) => string,
  templates?: TextTemplates,
): Body {
  if (templates?.body === undefined) return defaultBody(composed, notification, escapeText);
  const rendered = renderTemplate(templates.body, templateView(notification, composed), escapeText);
  if (rendered.ok) return templateBody(rendered.text);
  const problem = wordingOf(language).templateProblem('body', rendered.problem);
  return defaultBody({ ...composed, lines: [problem, ...composed.lines] }, notification, escapeText);
}

/** The body as plain text of several lines, for channels without markup. Not ended by a line break. */
export function renderBody(
  composed: ComposedText,
  notification: Notification,
  language: Language,
  templates?: TextTemplates,
): string {
  const body = bodyOf(composed, notification, language, (text) => text, templates);
  return bodyText(body, wordingOf(language).words, plainMarkup);
}

/** A notification as title and body, for channels that write their own markup. */
export function composeBody(
  notification: Notification,
  language: Language,
  escapeText: (text: string) => string,
  templates?: TextTemplates,
  links?: LinkSettings,
): { readonly title: string; readonly body: Body } {
  const composed = composeText(notification, language, templates, links);
  return { title: composed.title, body: bodyOf(composed, notification, language, escapeText, templates) };
}

export function bodyText(body: Body, words: BodyWords, markup: Markup): string {
  const steps = body.steps.map((text, index) => markup.step(text, index + 1));
  const command = body.command === null ? [] : [markup.command(body.command)];
  return [
    ...(body.verbatim ? [body.lines.join('\n')] : body.lines.map(markup.item)),
    ...(body.examples.length === 0
      ? []
      : [markup.heading(words.relays), ...exampleLines(body, words).map(markup.item)]),
    ...(steps.length + command.length === 0 ? [] : [markup.heading(words.steps), ...steps, ...command]),
    ...linksIn(body, words).map(({ label, url }) => markup.link(label, url)),
    ...(body.cut ? [words.cut] : []),
  ].join(markup.lineBreak);
}

/** All links with their labels, the most helpful first. */
export function linksIn({ links, link }: Body, words: BodyWords): { readonly label: string; readonly url: string }[] {
  return [
    ...links.map(({ to, url }) => ({ label: words[to], url })),
    ...(link === null ? [] : [{ label: words.console, url: link }]),
  ];
}

/** The examples, and how many relays there are beside them. */
export function exampleLines({ examples, more }: Body, words: BodyWords): readonly string[] {
  return more > 0 ? [...examples, words.more(more)] : examples;
}

/** The body, or as much of it as fits. What on-call needs least is dropped first: examples, the timeline, steps. */
export function fitBody(body: Body, fits: (body: Body) => boolean): Body {
  let fitting: Body | null = body;
  while (fitting !== null && !fits(fitting)) {
    fitting = smaller(fitting);
    if (fitting !== null) fitting = { ...fitting, cut: true };
  }
  return fitting ?? NOTHING;
}

/** A body that says nothing. */
export const EMPTY_BODY: Body = {
  lines: [],
  examples: [],
  more: 0,
  steps: [],
  command: null,
  link: null,
  links: [],
  cut: false,
  verbatim: false,
};
const NOTHING: Body = { ...EMPTY_BODY, cut: true };

function smaller(body: Body): Body | null {
  if (body.examples.length > 1) return withoutLastExample(body);
  if (body.lines.length > KEPT_LINES) return { ...body, lines: body.lines.slice(0, -1) };
  if (body.steps.length > 1) return { ...body, steps: body.steps.slice(0, -1) };
  if (body.examples.length > 0) return { ...withoutLastExample(body), more: 0 };
  if (body.lines.length > 0) return { ...body, lines: body.lines.slice(0, -1) };
  if (body.steps.length > 0) return { ...body, steps: [] };
  if (body.command !== null) return { ...body, command: null };
  if (body.link !== null) return { ...body, link: null };
  return body.links.length === 0 ? null : { ...body, links: body.links.slice(0, -1) };
}

function withoutLastExample(body: Body): Body {
  return { ...body, examples: body.examples.slice(0, -1), more: body.more + 1 };
}

function defaultBody(composed: ComposedText, notification: Notification, escapeText: (text: string) => string): Body {
  const command = commandFor(notification);
  const steps = command === null ? composed.steps : composed.steps.slice(0, -1);
  const told = composed.examples.length;
  return {
    lines: composed.lines.map(escapeText),
    examples: composed.examples.map(escapeText),
    more: told === 0 ? 0 : Math.max(0, notification.affected - told),
    steps: steps.map(escapeText),
    command,
    link: composed.link,
    links: bodyLinks(composed),
    cut: false,
    verbatim: false,
  };
}

function bodyLinks({ links = {} }: ComposedText): BodyLink[] {
  return (['statusPage', 'runbook'] as const).flatMap((to) => {
    const url = links[to];
    return url === undefined ? [] : [{ to, url }];
  });
}

function templateBody(text: string): Body {
  const all = text.split('\n');
  const lines = all.slice(0, TEMPLATE_LINES).map((line) => clipChars(line, TEMPLATE_LINE_CHARS));
  return { ...EMPTY_BODY, lines, cut: all.length > TEMPLATE_LINES, verbatim: true };
}
