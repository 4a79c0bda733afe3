import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ExplainContext, explain } from '../../lib/answers/explain.ts';
import type { Story, StoryLine } from '../../lib/answers/story.ts';
import { subjectsOf } from '../../lib/answers/subject.ts';
import { storyInEnglish } from '../../lib/answers/text/en.ts';
import { plainOf } from '../../lib/answers/text/pieces.ts';
import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import type { DecisionEntry, IncidentEntry, JournalEntry, JournalFact } from '../../lib/monitor/journal-entry.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import { play } from '../../stand-ins/simulation/runner.ts';
import { parseScenario } from '../../stand-ins/simulation/scenario-file.ts';

const at = (hms: string) => `2026-03-02T${hms}.000Z`;
const time = (hms: string) => parseUtc(at(hms)) as UtcDateTime;
const entry = (hms: string, fact: JournalFact): JournalEntry => ({ at: at(hms), ...fact });

const SWEEP: JournalFact = {
  kind: 'sweep',
  complete: true,
  exact: true,
  overlooked: 0,
  relays: 3,
  open: 1,
  durationMs: 900,
};

function incident(event: IncidentEntry['event'], parts: Partial<IncidentEntry> = {}): IncidentEntry {
  return {
    kind: 'incident',
    event,
    key: 'cn-shanghai/task-1',
    region: 'cn-shanghai',
    name: 'studio-1',
    source: 'rtmp://source-1.example.com',
    destination: 'rtmp://push-1.example.com',
    verdict: 'stopped',
    reason: 'PullStreamFailed',
    severity: 'critical',
    since: at('12:00:00'),
    causeKey: 'source-1',
    lostSeconds: 0,
    ...parts,
  };
}

const decision = (reason: DecisionEntry['reason'], parts: Partial<DecisionEntry> = {}): DecisionEntry => ({
  kind: 'decision',
  causeKey: 'source-1',
  incidentKey: null,
  reason,
  message: null,
  ...parts,
});

const answer = (channel: string, message: 'open' | 'resolved', accepted = true, said = 'r-1'): JournalFact => ({
  kind: 'answer',
  channel,
  dedupKey: 'source-1',
  message,
  accepted,
  said,
});

const cause = (event: 'began' | 'over', affected = 1): JournalFact => ({
  kind: 'cause',
  event,
  key: 'source-1',
  scope: { by: 'source', value: 'rtmp://source-1.example.com' },
  verdict: 'stopped',
  reason: 'PullStreamFailed',
  severity: 'critical',
  since: at('12:00:00'),
  affected,
});

const OUTAGE: readonly JournalEntry[] = [
  entry('11:59:00', SWEEP),
  ...[
    SWEEP,
    decision('not-long-enough', { causeKey: null, incidentKey: 'cn-shanghai/task-1' }),
    incident('seen', { verdict: 'recovering', severity: 'warning', causeKey: null }),
  ].map((fact) => entry('12:00:00', fact)),
  ...[
    SWEEP,
    cause('began'),
    answer('pager', 'open'),
    answer('chat', 'open', false, 'it answered HTTP 400'),
    decision('first', { message: 'open' }),
    incident('opened'),
  ].map((fact) => entry('12:02:00', fact)),
  ...[SWEEP, incident('recovered', { lostSeconds: 300 })].map((fact) => entry('12:05:00', fact)),
  ...[SWEEP, cause('over'), answer('pager', 'resolved'), decision('all-over', { message: 'resolved' })].map((fact) =>
    entry('12:06:00', fact),
  ),
];

const CONTEXT: ExplainContext = {
  policy: DEFAULT_POLICY,
  muteOf: () => null,
  from: time('11:59:00'),
  until: time('12:30:00'),
};
const RELAY = { kind: 'relay', key: 'cn-shanghai/task-1', region: 'cn-shanghai', name: 'studio-1' } as const;
const textOf = (one: StoryLine) => plainOf(storyInEnglish.line(one));
const asOfText = ({ asOf }: Story) => asOf && plainOf(storyInEnglish.asOf(asOf));
const textsOf = (entries: readonly JournalEntry[], context: Partial<ExplainContext> = {}) =>
  explain(entries, RELAY, { ...CONTEXT, ...context }).lines.map((one) => `${one.at.slice(11, 19)} ${textOf(one)}`);

describe('the story of a relay', () => {
  it('goes from its first sighting to the resolve, with the reasons and the receipts', () => {
    expect(textsOf(OUTAGE)).toEqual([
      '12:00:00 Sighted, and judged recovering, reason PullStreamFailed, warning from rtmp://source-1.example.com to rtmp://push-1.example.com. policy.verdicts.recovering.severity says warning, told when it has lasted for 2 min (policy.verdicts.recovering.forSeconds).',
      "12:00:00 Nobody was told. It had not lasted for the 2 min of policy.verdicts.recovering.forSeconds, or for two thirds of the relay's own retries if that is less.",
      '12:02:00 Open: judged stopped, reason PullStreamFailed, critical from rtmp://source-1.example.com to rtmp://push-1.example.com, first sighted at 2026-03-02T12:00:00.000Z. policy.verdicts.stopped.severity says critical, told at once.',
      '12:02:00 The cause source-1 began: source rtmp://source-1.example.com, 1 relay stopped (PullStreamFailed), critical.',
      '12:02:00 On-call was to be told (open). Nobody had been told of this cause yet.',
      '12:02:00 Told pager: it took the message (open), receipt r-1.',
      '12:02:00 Channel chat did not take the message (open): it answered HTTP 400.',
      '12:05:00 It recovered. Lost: 5 min over all its stops.',
      '12:06:00 The cause source-1 is over.',
      '12:06:00 On-call was to be told (resolved). Its last relay had recovered, or was no fault any more for another reason.',
      '12:06:00 Told pager: it took the message (resolved), receipt r-1.',
    ]);
  });

  it('names the override that decides', () => {
    const overrides = [
      { match: { name: 'studio-*' }, forSeconds: 300 },
      { match: { name: 'other' }, forSeconds: 600 },
    ];
    const [sighted, why] = textsOf(OUTAGE, { policy: { ...DEFAULT_POLICY, overrides } });
    expect(sighted).toContain('told when it has lasted for 5 min (policy.overrides.0.forSeconds)');
    expect(why).toContain('It had not lasted for the 5 min of policy.overrides.0.forSeconds');
  });

  it('says what muted it, or that this is not known', () => {
    const muted = [
      entry('12:00:00', decision('held-by-mute', { incidentKey: RELAY.key, causeKey: null })),
      entry('12:00:00', incident('opened', { causeKey: null })),
    ];
    expect(textsOf(muted).at(-1)).toContain('by which window or silence is not in the journal');
    expect(
      textsOf(muted, { muteOf: () => ({ kind: 'window', id: 'window/night', name: 'night', until: '6' }) }).at(-1),
    ).toBe('12:00:00 Nobody was told. It was muted by the window "night" until 6.');
  });

  it('says who acknowledged its cause, and nothing of other causes', () => {
    const acks = ['source-1: on it', 'source-12: on it'].map((text) =>
      entry('12:03:00', { kind: 'change', who: 'Li', what: 'ack', text }),
    );
    expect(textsOf([...OUTAGE.filter((one) => one.at < at('12:03:00')), ...acks]).slice(-1)).toEqual([
      '12:03:00 Li acknowledged it, so that nobody is reminded: source-1: on it.',
    ]);
    expect(textsOf(acks)).toEqual([]);
  });

  it('has nothing of the same cause when that begins anew without the relay', () => {
    const later = [
      entry('13:00:00', cause('began')),
      entry('13:00:00', answer('pager', 'open')),
      entry('13:00:00', incident('opened', { key: 'cn-shanghai/task-2' })),
    ];
    expect(textsOf([...OUTAGE, ...later])).toEqual(textsOf(OUTAGE));
  });

  it('is that of one fault when a time is asked about', () => {
    const second = [entry('12:20:00', incident('opened', { since: at('12:20:00') }))];
    const story = explain([...OUTAGE, ...second], RELAY, { ...CONTEXT, at: time('12:03:00') });
    expect(story.lines.map((one) => one.at.slice(11, 16))).toContain('12:06');
    expect(story.lines.map((one) => one.at.slice(11, 16))).not.toContain('12:20');
    expect(asOfText(story)).toBe(
      'At 2026-03-02T12:03:00.000Z: it was judged stopped (PullStreamFailed), critical, since 2026-03-02T12:00:00.000Z, told under the cause source-1.',
    );
    const before = explain(OUTAGE, RELAY, { ...CONTEXT, at: time('11:59:30') });
    expect([before.lines, asOfText(before)]).toEqual([[], 'At 2026-03-02T11:59:30.000Z: no fault was known.']);
  });

  it('is that of a fault that began before the journal has anything of it', () => {
    const since = at('09:00:00');
    const late = [
      entry('11:59:00', SWEEP),
      entry('12:05:00', incident('recovered', { since, lostSeconds: 300 })),
      entry('12:06:00', cause('over')),
      entry('13:00:00', incident('opened', { since: at('13:00:00') })),
    ];
    const story = explain(late, RELAY, { ...CONTEXT, at: time('12:00:00') });
    expect(story.lines.map(textOf)).toEqual([
      'It recovered. Lost: 5 min over all its stops.',
      'The cause source-1 is over.',
    ]);
    expect([story.since, story.asOf]).toMatchObject([since, { is: 'faulty', since, causeKey: 'source-1' }]);
    // a change is no beginning either
    const changed = [
      entry('12:05:00', incident('changed', { since })),
      entry('12:06:00', incident('removed', { since })),
    ];
    const then = explain(changed, RELAY, { ...CONTEXT, at: time('12:00:00') });
    expect([then.lines.length, then.asOf?.is]).toEqual([2, 'faulty']);
    const before = explain(changed, RELAY, { ...CONTEXT, at: time('08:59:59') });
    expect([before.lines, before.since, before.asOf?.is]).toEqual([[], null, 'unknown']);
    const ofCause = explain(late, { kind: 'cause', key: 'source-1' }, { ...CONTEXT, at: time('12:00:30') });
    expect(ofCause.asOf?.is).toBe('open');
  });

  it('says where the journal does not reach, and what it left out', () => {
    const gaps = (entries: readonly JournalEntry[], from = '11:59:00', until = '12:30:00') =>
      explain(entries, RELAY, { ...CONTEXT, from: time(from), until: time(until) }).gaps.map((gap) =>
        plainOf(storyInEnglish.gap(gap)),
      );
    expect(gaps(OUTAGE)).toEqual([]);
    expect(gaps([])).toEqual(['The journal has nothing from 2026-03-02T11:59:00.000Z to 2026-03-02T12:30:00.000Z.']);
    const full = entry('12:07:00', { kind: 'left-out', count: 40 });
    const partial = entry('12:07:00', { ...SWEEP, complete: false } as JournalFact);
    expect(gaps([...OUTAGE, partial, full], '09:00:00', '15:00:00')).toEqual([
      'The journal has nothing from 2026-03-02T09:00:00.000Z to 2026-03-02T11:59:00.000Z: what happened then is not known.',
      'The journal has no sweep from 2026-03-02T12:07:00.000Z to 2026-03-02T15:00:00.000Z: relaywatch did not run, or could not write it.',
      'Incomplete sweeps in this time: 1. What they did not see stayed as it was.',
      'Entries that the journal had no room for in this time: 40 (state.journal.mostBytesADay).',
    ]);
  });

  it('cuts what is too long to be read', () => {
    const long = [entry('12:00:00', incident('opened', { reason: 'x'.repeat(10_000) }))];
    expect(textsOf(long)[0]?.length).toBeLessThan(1_000);
  });
});

describe('what is asked about', () => {
  const many = [
    incident('opened'),
    incident('opened', { key: 'cn-beijing/task-1', region: 'cn-beijing', name: 'studio-2' }),
    incident('opened', { key: 'cn-beijing/task-3', region: 'cn-beijing', name: '火星🚀"<script>' }),
  ].map((one) => entry('12:00:00', one));
  it.each([
    ['source-1', ['source-1']],
    ['cn-beijing/task-1', ['cn-beijing/task-1']],
    ['task-1', ['cn-beijing/task-1', 'cn-shanghai/task-1']],
    ['studio-*', ['cn-beijing/task-1', 'cn-shanghai/task-1']],
    ['STUDIO-2', ['cn-beijing/task-1']],
    ['火星🚀"<script>', ['cn-beijing/task-3']],
    ['cn-beijing/*', ['cn-beijing/task-1', 'cn-beijing/task-3']],
    ['nobody', []],
    ['', []],
  ])('%s', (word, keys) => {
    expect(subjectsOf(many, word).map(({ key }) => key)).toEqual(keys);
  });
});

const FOLDER = new URL('../scenarios/', import.meta.url);
/** Nobody can know what was heard there, or how often, but each message that may have been is told as such. */
const UNCLEAR = [
  'channel-times-out.yml',
  'crash-between-send-and-save.yml',
  'crash-then-heal.yml',
  'crash-torn-then-heal.yml',
  'torn-then-again-then-crash.yml',
  'torn-then-another-machine-crashes.yml',
];
const SCENARIOS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yml'))
  .sort();
const STORM_MS = 60_000;

describe('the story of a scenario', () => {
  it.each(SCENARIOS)(
    '%s names every message that was heard, with its channel',
    async (file) => {
      const read = parseScenario(readFileSync(new URL(file, FOLDER), 'utf8'));
      if ('problems' in read) return expect.fail(read.problems.join('\n'));
      const { world } = await play(read.scenario);
      const entries = await world.noted();
      const context = { ...CONTEXT, from: world.clock.nowUtc().minus({ days: 2 }), until: world.clock.nowUtc() };
      const heard = world.heard.filter(({ notification }) => notification.kind !== 'update');
      for (const key of new Set(heard.map(({ notification }) => notification.dedupKey))) {
        const { lines } = explain(entries, { kind: 'cause', key }, context);
        const isToldAs = (one: StoryLine) =>
          one.about === 'answer' && (one.accepted || (UNCLEAR.includes(file) && one.unclear !== null));
        const told = lines
          .filter(isToldAs)
          .map((one) => (one.about === 'answer' ? `${one.channel} ${one.message}` : ''));
        const wanted = heard
          .filter(({ notification }) => notification.dedupKey === key)
          .map(({ channel, notification }) => `${channel} ${notification.kind}`);
        const once = (all: readonly string[]) => (UNCLEAR.includes(file) ? [...new Set(all)] : all).toSorted();
        expect([key, once(told)]).toEqual([key, once(wanted)]);
      }
      const keys = new Set(entries.flatMap((one) => (one.kind === 'incident' ? one.key : [])));
      for (const key of [...keys].slice(0, 50)) {
        const { lines } = explain(entries, { kind: 'relay', key, region: '', name: '' }, context);
        const reasons = lines.filter((one) => one.about === 'decision' || one.about === 'answer');
        expect([key, reasons.length > 0]).toEqual([key, true]);
      }
    },
    STORM_MS,
  );
});
