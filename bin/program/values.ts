import { InvalidArgumentError, Option } from 'commander';
import { didYouMean, meant } from '../../lib/config/meant.ts';

/* Parsers of option values. Each throws InvalidArgumentError, whose message commander shows with the option's name. */

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

export function wholeFromOne(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('It must be 1 or more.');
  return value;
}

export function port(text: string): number {
  const value = wholeNumber(text);
  if (value > 65_535) throw new InvalidArgumentError('It must be from 0 to 65535.');
  return value;
}

export function rate(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && Number.isFinite(value)))
    throw new InvalidArgumentError('It must be 0 or more.');
  return value;
}

export function share(text: string): number {
  const value = rate(text);
  if (value > 1) throw new InvalidArgumentError('It must be a share from 0 to 1.');
  return value;
}

export function list(text: string): string[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  if (parts.length === 0) throw new InvalidArgumentError('It must name at least one.');
  return parts;
}

export function regionIds(text: string): string[] {
  const ids = list(text);
  if (!ids.every((id) => /^[a-z0-9-]{1,64}$/i.test(id)))
    throw new InvalidArgumentError('They must be region ids such as cn-shanghai, separated by commas.');
  return [...new Set(ids)];
}

/** What a stand-in may be told to call; by http too, as it calls this machine as a rule. */
export function httpUrl(text: string): string {
  if (/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) return text;
  throw new InvalidArgumentError('It must be an http or https URL.');
}

/** Several of these words, separated by commas. */
export function wordsOf(accepted: readonly string[]): (text: string) => string[] {
  return (text) => {
    const words = list(text);
    const odd = words.find((word) => !accepted.includes(word));
    if (odd === undefined) return words;
    throw new InvalidArgumentError(`They must be of ${accepted.join(', ')}${didYouMean(meant(odd, accepted)) || '.'}`);
  };
}

/** An option that accepts one of these words, and suggests the one that was probably meant. */
export function choice(flags: string, description: string, accepted: readonly string[]): Option {
  return new Option(flags, description).choices(accepted).argParser((word: string) => {
    if (accepted.includes(word)) return word;
    throw new InvalidArgumentError(
      `It must be one of ${accepted.join(', ')}${didYouMean(meant(word, accepted)) || '.'}`,
    );
  });
}
