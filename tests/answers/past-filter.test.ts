import { describe, expect, it } from 'vitest';
import { outagesInFull } from '../../lib/answers/outages.ts';
import {
  isFiltering,
  isWantedOutage,
  isWantedRelay,
  NO_FILTER,
  type PastFilter,
} from '../../lib/answers/past-filter.ts';
import type { IncidentEntry } from '../../lib/monitor/journal-entry.ts';
import { at, cause, relay } from './entries.ts';

const filter = (parts: Partial<PastFilter>): PastFilter => ({ ...NO_FILTER, ...parts });
const one = (parts: Partial<IncidentEntry> = {}) => relay('10:00', 'opened', parts) as IncidentEntry;

it('is a filter as soon as it has one word', () => {
  expect(isFiltering(NO_FILTER)).toBe(false);
  for (const field of Object.keys(NO_FILTER))
    expect([field, isFiltering(filter({ [field]: 'x' }))]).toEqual([field, true]);
});

describe('a relay is wanted', () => {
  it.each<[Partial<PastFilter>, boolean]>([
    [{}, true],
    [{ region: 'cn-shanghai' }, true],
    [{ region: 'cn-*' }, true],
    [{ region: 'cn-beijing' }, false],
    [{ name: 'studio-?' }, true],
    [{ name: 'studio' }, false],
    [{ verdict: 'stopped' }, true],
    [{ verdict: 'stop*' }, false],
    [{ host: 'source-1.example.com' }, true],
    [{ host: 'push-1.example.com' }, true],
    [{ host: 'rtmp://push-1.example.com' }, true],
    [{ host: 'rtmps://push-1.example.com' }, false],
    [{ host: 'push-2.*' }, false],
    [{ region: 'cn-shanghai', host: 'push-1.*', verdict: 'stopped', name: 'studio-1' }, true],
    [{ region: 'cn-shanghai', host: 'push-1.*', verdict: 'stalled', name: 'studio-1' }, false],
  ])('by %j: %s', (parts, wanted) => {
    expect(isWantedRelay(one(), filter(parts))).toBe(wanted);
  });

  it.each(['火星🚀"<script>', '__proto__', 'constructor'])('by its name %s', (name) => {
    expect(isWantedRelay(one({ name }), filter({ name }))).toBe(true);
    expect(isWantedRelay(one(), filter({ name }))).toBe(false);
  });
});

describe('an outage is wanted', () => {
  const outage = (by: 'source' | 'destination' | 'account', value: string, ...relays: Partial<IncidentEntry>[]) => {
    const entries = [
      cause('10:00', 'began', { scope: { by, value } }),
      ...relays.map((parts) => relay('10:00', 'opened', parts)),
    ];
    const [found] = outagesInFull(entries, at('12:00'));
    if (!found) throw new Error('no outage');
    return found;
  };

  it('always without a filter, even when nothing is known of its relays', () => {
    expect(isWantedOutage(outage('account', ''), NO_FILTER)).toBe(true);
  });

  it.each<[string, Partial<PastFilter>, boolean]>([
    ['by the host that it is of', { host: 'push-9.*' }, true],
    ['not by another', { host: 'push-8.*' }, false],
    ['not by a region that nothing is known of', { region: 'cn-shanghai' }, false],
    ['by its verdict', { verdict: 'stopped' }, true],
  ])('without relays %s', (_, parts, wanted) => {
    expect(isWantedOutage(outage('destination', 'rtmp://push-9.example.com'), filter(parts))).toBe(wanted);
  });

  it('by any of its relays, but only by one that fits the whole filter', () => {
    const two = outage('account', '', { key: 'a/1', name: 'a', region: 'a' }, { key: 'b/1', name: 'b', region: 'b' });
    expect(isWantedOutage(two, filter({ name: 'b' }))).toBe(true);
    expect(isWantedOutage(two, filter({ name: 'b', region: 'a' }))).toBe(false);
  });

  it('does not take the place of a source for a destination of relays', () => {
    const ofAccount = outage('account', 'push-9.example.com');
    expect(isWantedOutage(ofAccount, filter({ host: 'push-9.*' }))).toBe(false);
  });
});
