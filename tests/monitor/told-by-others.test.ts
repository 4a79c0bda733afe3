import { expect, it } from 'vitest';
import type { ToldEntry } from '../../lib/monitor/told-book.ts';
import { withOthers } from '../../lib/monitor/told-by-others.ts';

const told = (
  key: string,
  kind: string,
  at = '2026-03-01T08:00:00.000Z',
  more: Partial<ToldEntry> = {},
): ToldEntry => ({
  channel: 'pager',
  key,
  kind,
  severity: 'critical',
  affected: 1,
  regions: [],
  at,
  ...more,
});
const LATER = '2026-03-01T08:10:00.000Z';
const book = (...entries: ToldEntry[]) => ({ broken: false, told: entries });

it.each<[what: string, read: ToldEntry[], mine: ToldEntry[], there: ToldEntry[], kept: ToldEntry[]]>([
  [
    'keeps what another told since',
    [],
    [told('a', 'open')],
    [told('b', 'open')],
    [told('a', 'open'), told('b', 'open')],
  ],
  [
    'takes the later word of another on what this one left alone',
    [told('a', 'open')],
    [told('a', 'open')],
    [told('a', 'resolved', LATER)],
    [told('a', 'resolved', LATER)],
  ],
  [
    'forgets what it forgot, and marks what it marked',
    [told('a', 'open'), told('b', 'open', LATER, { unsaved: true })],
    [told('b', 'open', LATER)],
    [told('a', 'open'), told('b', 'open', LATER, { unsaved: true })],
    [told('b', 'open', LATER)],
  ],
  [
    'keeps its own word where both told a beginning',
    [],
    [told('a', 'open')],
    [told('a', 'open', LATER)],
    [told('a', 'open')],
  ],
  [
    'owes the end where one told a beginning and one an end',
    [],
    [told('a', 'resolved')],
    [told('a', 'open', LATER)],
    [told('a', 'open', LATER)],
  ],
  [
    'is sure of what another has told, and it only may have',
    [],
    [told('a', 'open', LATER, { maybe: true })],
    [told('a', 'open')],
    [told('a', 'open')],
  ],
  [
    'is sure of what another only may have told',
    [told('a', 'open', LATER, { maybe: true })],
    [told('a', 'open', LATER)],
    [told('a', 'open', LATER, { maybe: true })],
    [told('a', 'open', LATER)],
  ],
])('%s', (_, read, mine, there, kept) => {
  expect(withOthers(book(...mine), book(...read), book(...there)).told).toEqual(kept);
});
