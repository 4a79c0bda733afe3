import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPage, outagesInFull } from '../../lib/answers/outages.ts';
import type { AnswerEntry, CauseEntry, JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { answer, at, cause, relay, sweep } from './entries.ts';

const END = at('15:00');
const outages = (...entries: readonly JournalEntry[]) => outagesInFull(entries, END).map(({ outage }) => outage);

describe('messages that page', () => {
  it.each<[AnswerEntry['message'], boolean]>([
    ['open', true],
    ['growth', true],
    ['reminder', true],
    ['flapping', true],
    ['update', false],
    ['resolved', false],
    ['summary', false],
    ['mute-ended', false],
    ['channel-broken', false],
    ['state-broken', false],
  ])('%s: %s; none that was not taken', (message, pages) => {
    expect(isPage(answer('10:00', 'pager', message) as AnswerEntry)).toBe(pages);
    expect(isPage(answer('10:00', 'pager', message, false) as AnswerEntry)).toBe(false);
  });
});

describe('outages', () => {
  it('are none without a cause', () => {
    expect(outages(sweep('10:00'), relay('10:00', 'opened'), answer('10:00', 'pager', 'open'))).toEqual([]);
  });

  it('last to the end of the time while they go on', () => {
    expect(outages(cause('10:00', 'began'))).toMatchObject([{ begin: at('10:00'), end: null, seconds: 5 * 3_600 }]);
  });

  it('have the worst severity, and the latest verdict and reason', () => {
    const [one] = outages(
      cause('10:00', 'began', { severity: 'warning', verdict: 'recovering', reason: 'none' }),
      cause('10:05', 'changed', { severity: 'critical', verdict: 'stopped', reason: 'PullStreamFailed' }),
      cause('10:10', 'changed', { severity: 'info', verdict: 'stopped', reason: 'several' }),
      // what an ending says of it is how it was in the last sweep
      cause('10:20', 'over', { severity: 'none', verdict: 'healthy', reason: 'none' }),
    );
    expect(one).toMatchObject({ severity: 'critical', verdict: 'stopped', reason: 'several', end: at('10:20') });
  });

  it('have the most relays that they had at once', () => {
    const counts = [3, 40, 7];
    const [one] = outages(
      ...counts.map((affected, n) => cause(`10:0${n}`, n === 0 ? 'began' : 'changed', { affected })),
      cause('10:20', 'over', { affected: 0 }),
    );
    expect(one?.most).toBe(40);
  });

  it('of one cause are two when it begins anew, with their own relays and messages', () => {
    const [first, second] = outages(
      cause('10:00', 'began'),
      answer('10:00', 'pager', 'open'),
      relay('10:00', 'opened'),
      cause('10:30', 'over'),
      cause('12:00', 'began', { since: at('11:59') }),
      answer('12:01', 'pager', 'open'),
      relay('12:01', 'opened', { key: 'cn-shanghai/2', name: 'studio-2', since: at('11:59') }),
    );
    expect(first).toMatchObject({ end: at('10:30'), relays: ['studio-1'], pages: 1, told: { pager: 1 } });
    expect(second).toMatchObject({ end: null, relays: ['studio-2'], pages: 1, detectSeconds: 120 });
  });

  it('are two when the second beginning had no room in the journal', () => {
    const events: [string, CauseEntry['event']][] = [
      ['10:00', 'began'],
      ['10:30', 'over'],
      ['12:00', 'changed'],
      ['12:30', 'over'],
    ];
    expect(outages(...events.map(([hm, event]) => cause(hm, event))).map(({ end }) => end)).toEqual([
      at('10:30'),
      at('12:30'),
    ]);
  });

  it('have their end although only this is in the time', () => {
    const [one, ...more] = outages(cause('10:30', 'over'), answer('10:30', 'pager', 'resolved'));
    expect(more).toEqual([]);
    expect(one).toMatchObject({ end: at('10:30'), seconds: 1_800, detectSeconds: null, told: { pager: 1 }, pages: 0 });
  });

  it('are sorted by their beginning, whatever the order in which they were found', () => {
    const late = { key: 'b', since: at('11:00') };
    const early = { key: 'a', since: at('09:00') };
    const found = outages(cause('12:00', 'began', late), cause('12:10', 'began', early));
    expect(found.map((one) => one.cause)).toEqual(['a', 'b']);
  });

  it('have the answer of the sweep of their end, and of later ones', () => {
    const [one] = outages(
      cause('10:00', 'began'),
      answer('10:20', 'pager', 'resolved'),
      cause('10:20', 'over'),
      answer('10:40', 'chat', 'resolved'),
      answer('10:40', 'mail', 'resolved', false),
    );
    expect(one).toMatchObject({ told: { pager: 1, chat: 1 }, refused: 1 });
  });
});

describe('messages of which nobody knows whether they were taken', () => {
  const unclear = (why: AnswerEntry['unclear']) =>
    outages(
      cause('10:00', 'began'),
      answer('10:00', 'pager', 'open', false, why === undefined ? {} : { unclear: why }),
    );
  it.each<[AnswerEntry['unclear'], number]>([
    [undefined, 1],
    ['sweep-died', 0],
  ])('%s: refused %i', (why, refused) => {
    expect(unclear(why)).toMatchObject([{ refused, pages: 0, told: {}, detectSeconds: null }]);
  });
});

describe('when on-call heard of an outage', () => {
  it.each<[string, JournalEntry[], number | null]>([
    ['the first that was taken', [answer('10:02', 'a', 'open'), answer('10:03', 'b', 'open')], 120],
    ['not one that was refused', [answer('10:02', 'a', 'open', false), answer('10:04', 'b', 'open')], 240],
    ['the first of what flaps', [answer('10:03', 'a', 'flapping')], 180],
    ['no reminder of what began before', [answer('10:03', 'a', 'reminder'), answer('10:04', 'a', 'growth')], null],
    ['never, when all refuse', [answer('10:02', 'a', 'open', false)], null],
    ['at once, when the clock went back', [answer('09:00', 'a', 'open')], 0],
  ])('%s', (_, answers, seconds) => {
    const [one] = outages(cause('10:00', 'began'), ...answers);
    expect(one?.detectSeconds).toBe(seconds);
  });
});

describe('channels of an outage', () => {
  it.each(['constructor', '__proto__', 'toString', '火星🚀"<script>', ''])('are counted by name: %j', (name) => {
    const [one] = outages(
      cause('10:00', 'began'),
      answer('10:00', name, 'open'),
      answer('10:05', name, 'growth'),
      answer('10:06', 'pager', 'open'),
    );
    expect(Object.entries(one?.told ?? {})).toEqual([
      [name, 2],
      ['pager', 1],
    ]);
    expect(JSON.parse(JSON.stringify(one?.told))[name]).toBe(2);
  });
});

describe('relays of an outage', () => {
  it('are at most ten by name, and counted all; one without a name is its key', () => {
    const many = Array.from({ length: 12 }, (_, n) =>
      relay('10:00', 'opened', { key: `cn-shanghai/${n + 10}`, name: n === 0 ? '' : `studio-${n}` }),
    );
    const [one] = outages(cause('10:00', 'began'), ...many);
    expect(one?.relayCount).toBe(12);
    expect(one?.relays).toEqual(['cn-shanghai/10', ...Array.from({ length: 9 }, (_, n) => `studio-${n + 1}`)]);
  });

  it('keep their first sighting, their last entry and their end', () => {
    const [one] = outagesInFull(
      [
        cause('10:00', 'began'),
        relay('10:00', 'opened', { since: at('09:58') }),
        relay('10:05', 'changed', { since: at('10:05'), severity: 'warning' }),
        relay('10:10', 'recovered', { since: at('10:05'), lostSeconds: 720 }),
      ],
      END,
    );
    expect(one?.members).toMatchObject([
      { since: at('09:58'), until: at('10:10'), entry: { event: 'recovered', lostSeconds: 720 } },
    ]);
  });

  it('end with the outage when their own end had no room', () => {
    const entries = [cause('10:00', 'began'), relay('10:00', 'opened')];
    const membersOf = (...more: JournalEntry[]) => outagesInFull([...entries, ...more], END)[0]?.members;
    expect(membersOf()).toMatchObject([{ until: null }]);
    expect(membersOf(cause('10:20', 'over'))).toMatchObject([{ until: at('10:20') }]);
    expect(membersOf(relay('10:10', 'removed'), cause('10:20', 'over'))).toMatchObject([{ until: at('10:10') }]);
  });

  it('are those of this cause alone', () => {
    const others = [null, 'source-2'].map((causeKey) => relay('10:00', 'opened', { causeKey, key: `r/${causeKey}` }));
    expect(outages(cause('10:00', 'began'), ...others)).toMatchObject([{ relayCount: 0, relays: [] }]);
  });
});

describe('whatever the journal has', () => {
  const hm = fc.integer({ min: 0, max: 59 }).map((minute) => `10:${String(minute).padStart(2, '0')}`);
  const keys = fc.constantFrom('a', 'b', '__proto__');
  const entry = fc.oneof(
    fc
      .tuple(hm, fc.constantFrom<CauseEntry['event'][]>('began', 'changed', 'over'), keys, fc.nat(9))
      .map(([time, event, key, affected]) => cause(time, event, { key, affected })),
    fc
      .tuple(hm, fc.constantFrom<AnswerEntry['message'][]>('open', 'growth', 'resolved'), keys, fc.boolean())
      .map(([time, message, dedupKey, accepted]) => answer(time, 'pager', message, accepted, { dedupKey })),
  );

  it('no answer is counted twice, and no outage ends before it began', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (found) => {
        const entries = found.toSorted((a, b) => (a.at < b.at ? -1 : 1));
        const all = outagesInFull(entries, END);
        const counted = all.flatMap(({ answers }) => answers);
        expect(new Set(counted).size).toBe(counted.length);
        expect(all.flatMap(({ events }) => events)).toHaveLength(entries.filter(({ kind }) => kind === 'cause').length);
        for (const { outage, answers } of all) {
          expect(outage.seconds).toBeGreaterThanOrEqual(0);
          expect((outage.told.pager ?? 0) + outage.refused).toBe(answers.length);
          expect(outage.pages).toBeLessThanOrEqual(outage.told.pager ?? 0);
        }
      }),
    );
  });
});
