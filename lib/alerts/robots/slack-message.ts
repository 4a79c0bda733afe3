import { clipChars } from '../../base/cut.ts';
import { exampleLines, linksIn } from '../text/body.ts';
import type { RobotMessage } from './robot-channel.ts';
import { commandText, MOOD_MARKS } from './robot-markdown.ts';

const HEADER_CHARS = 150;
const SECTION_CHARS = 3_000;
/** Slack counts all blocks together, at about 13,000, which it does not document. */
const MESSAGE_CHARS = 12_000;
const MOST_BLOCKS = 50;
const FENCE = '```';

type Block =
  | {
      readonly type: 'header';
      readonly text: { readonly type: 'plain_text'; readonly text: string; readonly emoji: true };
    }
  | { readonly type: 'section'; readonly text: Mrkdwn }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] };

/** `verbatim` keeps Slack from making links and mentions of words. */
interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  readonly verbatim: true;
}

interface SlackPayload {
  /** What a phone's notification shows. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Without these three, a name cannot form a mention (`<!channel>`) or a link. */
export function escapeForSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Names of emoji. Times such as `12:01:30` look like one and are left alone. */
const TIME_OR_EMOJI = /\d\d:\d\d:\d\d|:(?=[\p{L}\p{N}\p{M}_+'-]+:)/gu;

/**
 * Text from outside for where Slack makes markup of it: nothing in it becomes an emoji, bold, struck out or code. Characters
 * that would do so are shown as look-alikes, since Slack has no way to escape them; `_` only where it could begin or end.
 */
export function plainInSlack(text: string): string {
  return escapeForSlack(withoutEmoji(text))
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replaceAll('`', "'")
    .replace(/(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])/gu, '＿');
}

function withoutEmoji(text: string): string {
  return text.replace(TIME_OR_EMOJI, (found) => (found === ':' ? '∶' : found));
}

export function slackPayload({ title, body, words, mood }: RobotMessage): SlackPayload {
  // it is never shown as code, so a name in it must not become an emoji
  const marked = `${MOOD_MARKS[mood]} ${withoutEmoji(title)}`;
  const examples = exampleLines(body, words);
  const lines = body.verbatim ? body.lines : body.lines.map((line) => `• ${line}`);
  const links = linksIn(body, words).map(({ label, url }) => `<${url}|${label}>`);
  return {
    text: plainInSlack(clipChars(marked, HEADER_CHARS)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: clipChars(marked, HEADER_CHARS), emoji: true } },
      ...chunks(lines, SECTION_CHARS).map(section),
      ...(body.examples.length === 0 ? [] : codeSections(words.relays, examples)),
      ...stepsOf(body, words),
      ...contextOf([...links, ...(body.cut ? [words.cut] : [])]),
    ],
  };
}

function stepsOf(body: RobotMessage['body'], words: RobotMessage['words']) {
  const command = body.command === null ? [] : [commandText(body.command, escapeForSlack)];
  const steps = [...body.steps.map((text, index) => `${index + 1}. ${text}`), ...command];
  return steps.length === 0 ? [] : chunks([`*${words.steps}*`, ...steps], SECTION_CHARS).map(section);
}

export function fitsSlack(payload: object): boolean {
  const { blocks } = payload as SlackPayload;
  const lengths = blocks.map(lengthOf);
  return (
    blocks.length <= MOST_BLOCKS &&
    lengths.every((length) => length <= SECTION_CHARS) &&
    lengths.reduce((sum, length) => sum + length, 0) <= MESSAGE_CHARS
  );
}

function lengthOf(block: Block): number {
  if (block.type === 'context') return block.elements.reduce((sum, { text }) => sum + text.length, 0);
  return block.text.text.length;
}

function section(text: string): Block {
  return { type: 'section', text: mrkdwn(text) };
}

function codeSections(heading: string, lines: readonly string[]): Block[] {
  const room = SECTION_CHARS - heading.length - 2 * FENCE.length - 5;
  return chunks(lines, room).map((text, index) => {
    const code = `${FENCE}\n${text}\n${FENCE}`;
    return section(index === 0 ? `*${heading}*\n${code}` : code);
  });
}

function contextOf(texts: readonly string[]): Block[] {
  return texts.length === 0 ? [] : [{ type: 'context', elements: texts.map(mrkdwn) }];
}

function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** Lines joined to texts of at most `room`; a longer line stands alone. Blank texts are left out, Slack refuses them. */
function chunks(lines: readonly string[], room: number): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const joined = `${texts.at(-1)}\n${line}`;
    if (texts.length > 0 && joined.length <= room) texts[texts.length - 1] = joined;
    else texts.push(line);
  }
  return texts.filter((text) => text.trim() !== '');
}
