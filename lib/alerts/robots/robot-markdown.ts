import { bodyText, type Markup } from '../text/body.ts';
import type { Mood, RobotMessage } from './robot-channel.ts';

export const MOOD_MARKS: Readonly<Record<Mood, string>> = { critical: '🔴', warning: '🟠', info: '🔵', good: '🟢' };

/**
 * For vendors that document no way to escape: characters that could start a link, a picture, a mention or code in a
 * relay's name are shown as look-alikes. `_` stays, since names are full of it and it does no harm.
 */
export function escapeByLookAlikes(text: string): string {
  return text.replaceAll('<', '＜').replaceAll('`', "'").replaceAll('*', '∗').replaceAll('](', '] (');
}

/** A command as code; one with characters that could end the code is escaped text instead. */
export function commandText(command: string, escapeText: (text: string) => string): string {
  return /^[\w ./:@='-]+$/.test(command) ? `\`${command}\`` : escapeText(command);
}

/** The message below its title in Markdown. */
export function markdownBody(message: RobotMessage, escapeText: (text: string) => string, lineBreak: string): string {
  const markup: Markup = {
    heading: (text) => `**${text}**`,
    item: (text) => `- ${text}`,
    step: (text, number) => `${number}. ${text}`,
    command: (text) => commandText(text, escapeText),
    link: (label, url) => `[${label}](${url})`,
    lineBreak,
  };
  return bodyText(message.body, message.words, markup);
}

/** The text with the keyword in it, which some robots demand of every message. */
export function withKeyword(text: string, keyword: string | undefined, lineBreak: string): string {
  return keyword === undefined || text.includes(keyword) ? text : `${text}${lineBreak}${keyword}`;
}

export function jsonBytes(payload: object): number {
  return Buffer.byteLength(JSON.stringify(payload));
}
