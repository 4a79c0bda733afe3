import { describe, expect, it } from 'vitest';
import type { AnswerEntry, JournalEntry, SightedEntry } from '../../../lib/monitor/journal-entry.ts';
import { DEFAULT_POLICY } from '../../../lib/monitor/policy.ts';
import { compared } from '../../../lib/sweep/replay/compared.ts';
import type { Replayed, ReplayedDecision, ReplayedMessage, ReplaySettings } from '../../../lib/sweep/replay/replay.ts';
import { answer, at, cause, decision, relay, sweep, time } from '../../answers/entries.ts';

const SETTINGS = { policy: DEFAULT_POLICY, expectations: [] } as unknown as ReplaySettings;
const NOTHING: Replayed = {
  messages: [],
  decisions: [],
  causes: new Map(),
  sweeps: { noted: 0, assumed: 0 },
  changesNotRepeated: 0,
};
const message = (hm: string, kind: ReplayedMessage['kind'], parts: Partial<ReplayedMessage> = {}): ReplayedMessage => ({
  at: at(hm),
  channel: 'pager',
  kind,
  causeKey: 'source-1',
  severity: 'critical',
  affected: 1,
  ...parts,
});
const decided = (hm: string, parts: Partial<ReplayedDecision>): ReplayedDecision =>
  ({
    at: at(hm),
    causeKey: 'source-1',
    incidentKey: null,
    reason: 'first',
    kind: 'open',
    ...parts,
  }) as ReplayedDecision;
const SWEEPS = [
  sweep('09:00', { before: null }),
  sweep('10:00', { before: at('09:00') }),
  sweep('11:00', { before: at('10:00') }),
];

function between(
  entries: readonly JournalEntry[],
  replayed: Partial<Replayed> = {},
  settings: Partial<ReplaySettings> = {},
) {
  return compared(
    [...SWEEPS, ...entries],
    { ...NOTHING, ...replayed },
    {
      settings: { ...SETTINGS, ...settings },
      from: time('09:00'),
      until: time('12:00'),
    },
  );
}
const why = (entries: readonly JournalEntry[], replayed: Partial<Replayed> = {}) =>
  between(entries, replayed).causes.flatMap((one) => one.why);
const TOLD = [answer('10:00', 'pager', 'open'), relay('10:00', 'opened')];

describe('what is counted', () => {
  it('are messages that a channel took, and those that page apart', () => {
    const told = [
      answer('10:00', 'pager', 'open'),
      answer('10:00', 'chat', 'open', false),
      answer('10:05', 'pager', 'update'),
      answer('10:10', 'pager', 'resolved'),
    ];
    expect(between(told, { messages: [message('10:00', 'open')] })).toMatchObject({
      pages: { told: 1, replayed: 1 },
      messages: { told: 2, replayed: 1 },
      channels: [{ channel: 'pager', told: 2, replayed: 1 }],
    });
  });

  it.each(['channel-pager', 'state-oss'])('are none about channels and the state: %s', (dedupKey) => {
    const own: Partial<AnswerEntry> = { dedupKey };
    expect(between([answer('10:00', 'pager', 'channel-broken', true, own)]).messages.told).toBe(0);
  });

  it.each([
    ['08:59', 0],
    ['09:00', 1],
    ['12:00', 1],
    ['12:01', 0],
  ])('are those of the time alone: at %s %i', (hm, count) => {
    const { messages } = between([answer(hm, 'pager', 'open')], { messages: [message(hm, 'open')] });
    expect(messages).toEqual({ told: count, replayed: count });
  });

  it('is by channel and cause, whatever they are called', () => {
    const odd = { channel: '__proto__', causeKey: 'constructor' };
    const { channels, causes } = between([], {
      messages: [message('10:00', 'open', odd), message('10:05', 'growth', odd)],
    });
    expect(channels).toEqual([{ channel: '__proto__', told: 0, replayed: 2 }]);
    expect(causes).toMatchObject([
      { cause: 'constructor', about: '', kinds: { told: {}, replayed: { growth: 1, open: 1 } } },
    ]);
  });

  it('says of a cause what it is about, as the journal has it', () => {
    expect(between([cause('10:00', 'began'), ...TOLD]).causes[0]?.about).toBe('source rtmp://source-1.example.com');
  });
});

describe('why a cause would not be told', () => {
  it.each<[string, Partial<Replayed>, string]>([
    [
      'no fault now',
      {},
      'With this configuration it is no fault that on-call hears of (severity none, or not watched).',
    ],
    [
      'of another cause',
      { causes: new Map([['cn-shanghai/1', 'account-2']]) },
      'With this configuration it is told under the cause account-2.',
    ],
    [
      'known, and never decided',
      { causes: new Map([['cn-shanghai/1', null]]) },
      'With this configuration the routes lead elsewhere.',
    ],
  ])('%s', (_, replayed, sentence) => {
    expect(why(TOLD, replayed)).toEqual([sentence]);
  });

  it('by the last decision on its relay', () => {
    const decisions = [
      decided('10:00', { incidentKey: 'cn-shanghai/1', reason: 'not-long-enough', kind: null }),
      decided('10:01', { incidentKey: 'cn-shanghai/1', reason: 'held-by-mute', kind: null }),
    ];
    const [sentence, ...more] = why(TOLD, { decisions, causes: new Map([['cn-shanghai/1', null]]) });
    expect(more).toEqual([]);
    expect(sentence).toMatch(/^With this configuration: It was muted/);
  });

  it('says a sentence that is true of many relays once, and that nothing is known of those without room', () => {
    const many = [1, 2, 3].map((n) => relay('10:00', 'opened', { key: `cn-shanghai/${n}` }));
    expect(why([answer('10:00', 'pager', 'open'), ...many])).toHaveLength(1);
    expect(why([answer('10:00', 'pager', 'open')])).toEqual(['With this configuration it has no such cause.']);
  });
});

describe('why a cause was not told then', () => {
  const now = { messages: [message('10:00', 'open')], causes: new Map([['cn-shanghai/1', 'source-1']]) };

  it.each<[string, JournalEntry[], RegExp]>([
    ['no channel took it', [answer('10:00', 'pager', 'open', false)], /^Then no channel took it\.$/],
    [
      'it was held back',
      [decision('10:00', 'held-by-mute', { incidentKey: 'cn-shanghai/1', causeKey: null })],
      /^Then nobody was told: It was muted/,
    ],
    [
      'it belonged to another',
      [relay('10:00', 'opened', { causeKey: 'account-2' })],
      /^Then it was told under the cause account-2\.$/,
    ],
    ['nothing is known of it', [], /^Then it was no fault that on-call heard of/],
    [
      'nothing is known of it but what was decided on another relay',
      [decision('10:00', 'held-by-mute', { incidentKey: 'cn-shanghai/2', causeKey: null })],
      /^Then it was no fault that on-call heard of/,
    ],
  ])('%s', (_, entries, sentence) => {
    const [first, ...more] = why(entries, now);
    expect([first, more]).toEqual([expect.stringMatching(sentence), []]);
  });
});

describe('why a cause was told otherwise', () => {
  it('is not asked when it was told alike', () => {
    expect(why(TOLD, { messages: [message('10:01', 'open')] })).toEqual([]);
  });

  it('is the reasons of both, each once, without those of updates', () => {
    const then = [
      ...TOLD,
      decision('10:00', 'first', { message: 'open' }),
      decision('10:10', 'shrank', { message: 'update' }),
      decision('10:20', 'unchanged'),
    ];
    const decisions = [
      decided('10:00', { reason: 'first' }),
      decided('10:30', { reason: 'grew', kind: 'growth' }),
      decided('10:40', { reason: 'grew', kind: 'growth' }),
      decided('10:50', { reason: 'shrank', kind: 'update' }),
      decided('13:00', { reason: 'reminder-due', kind: 'reminder' }),
    ];
    const messages = [message('10:00', 'open'), message('10:30', 'growth')];
    expect(why(then, { messages, decisions })).toEqual([
      'Told then because of: first; with this configuration because of: first, grew. Channels that failed, and routes, count too.',
    ]);
  });
});

describe('what the journal cannot tell', () => {
  const LAST = 'A relay that was waiting for its start is not in the journal';
  const notKnown = (...args: Parameters<typeof between>) =>
    between(...args).notKnown.filter((one) => !one.startsWith(LAST));

  it('is nothing but the starts of relays when it has all', () => {
    expect(notKnown([])).toEqual([]);
    expect(between([]).notKnown).toEqual([expect.stringContaining(LAST)]);
  });

  it.each<[string, JournalEntry[], Partial<Replayed>, Partial<ReplaySettings>, RegExp]>([
    ['an older journal', [sweep('11:30')], {}, {}, /older relaywatch/],
    ['sweeps without news', [], { sweeps: { noted: 3, assumed: 57 } }, {}, /57 are assumed/],
    ['silences of an older relaywatch', [], { changesNotRepeated: 2 }, {}, /mute nothing here: 2\./],
    [
      'who met what is expected now',
      [],
      {},
      { expectations: [{ name: '火星🚀"<script>', match: {}, atLeast: 1 }] },
      /expected here: 火星🚀"<script>\./,
    ],
    ['relays that end soon', [], {}, { policy: { ...DEFAULT_POLICY, endingSoonSeconds: 1 } }, /endingSoonSeconds/],
    ['relays that stand', [], {}, { policy: { ...DEFAULT_POLICY, stalledAfterSweeps: 1 } }, /stalledAfterSweeps/],
  ])('is %s', (_, entries, replayed, settings, sentence) => {
    expect(notKnown(entries, replayed, settings)).toEqual([expect.stringMatching(sentence)]);
  });

  it('is no expectation that the journal has', () => {
    const sighted = { kind: 'sighted', at: at('10:00'), relays: [['expect/night', '', null, null, null, -1, -1]] };
    const expectations = [{ name: 'night', match: {}, atLeast: 1 }];
    expect(notKnown([sighted as unknown as SightedEntry & { at: string }], {}, { expectations })).toEqual([]);
  });
});
