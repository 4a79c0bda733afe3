import { appendFileSync, readFileSync } from 'node:fs';

/** One line of the table of `npm run bench`. */
export interface Figure {
  /** What was measured: `a sweep of 12,000 relays ÷ ideal, WAN`. */
  readonly what: string;
  /** `≤ 1.07`; empty for what is only there to compare with. */
  readonly aim: string;
  readonly result: string;
  /** Whether the aim is reached; null without one. */
  readonly reached: boolean | null;
}

/** The file into which a benchmark writes its figures when `npm run bench` runs it. */
export const FIGURES = 'RELAYWATCH_FIGURES';

/** Adds a figure to the table of `npm run bench`; does nothing when a benchmark runs alone. */
export function figure(one: Figure): void {
  const file = process.env[FIGURES];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(one)}\n`);
}

/** A number that must be at most `most`; `digits` are those after the point. */
export function atMost(what: string, value: number, most: number, unit = '', digits = 2): Figure {
  const shown = (number: number) =>
    `${number.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}${unit}`;
  return {
    what,
    aim: `≤ ${most.toLocaleString('en')}${unit}`,
    result: shown(value),
    reached: value <= most,
  };
}

/** What is there to compare with, without an aim. */
export function beside(what: string, result: string): Figure {
  return { what, aim: '', result, reached: null };
}

/** @returns the figures in a file that benchmarks wrote, in the order in which they did */
export function readFigures(file: string): Figure[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line): Figure => JSON.parse(line));
}
