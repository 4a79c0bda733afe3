import { describe, expect, it } from 'vitest';
import { Follower } from '../../lib/answers/follower.ts';
import type { AnswerSubject } from '../../lib/answers/subject.ts';
import type { IncidentEntry, JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { answer, at, cause, decision, relay } from './entries.ts';

const STUDIO: AnswerSubject = { kind: 'relay', key: 'cn-shanghai/1', region: 'cn-shanghai', name: 'studio-1' };
const CAUSE: AnswerSubject = { kind: 'cause', key: 'source-1' };

/** What each sweep says of the subject, and the follower after the last one. */
function followed(subject: AnswerSubject, ...sweeps: readonly (readonly JournalEntry[])[]) {
  const follower = new Follower(subject);
  const own = sweeps.map((entries) => follower.take({ at: entries[0]?.at ?? at('09:00'), entries }));
  return { own, begins: own.map(({ begins }) => begins), standing: follower.standing(), relay: follower.relay };
}

describe('how a relay stands', () => {
  it('is not known before anything was noted of it', () => {
    expect(followed(STUDIO, [cause('10:00', 'began')], []).standing).toEqual({ is: 'unknown' });
  });

  it('is seen, then faulty, then over', () => {
    const seen = [relay('10:00', 'seen', { verdict: 'recovering', reason: 'none', causeKey: null })];
    const opened = [relay('10:02', 'opened')];
    const recovered = [relay('10:05', 'recovered')];
    expect(followed(STUDIO, seen).standing).toEqual({
      is: 'seen',
      since: at('10:00'),
      verdict: 'recovering',
      reason: 'none',
    });
    expect(followed(STUDIO, seen, opened).standing).toEqual({
      is: 'faulty',
      since: at('10:00'),
      verdict: 'stopped',
      reason: 'PullStreamFailed',
      severity: 'critical',
      causeKey: 'source-1',
    });
    expect(followed(STUDIO, seen, opened, recovered).standing).toEqual({ is: 'over', event: 'recovered' });
  });

  it.each<IncidentEntry['event']>(['recovered', 'removed', 'stoppedByUser', 'finished', 'unwatched'])(
    'is over when it ends as %s',
    (event) => {
      expect(followed(STUDIO, [relay('10:00', 'opened')], [relay('10:01', event)]).standing).toEqual({
        is: 'over',
        event,
      });
    },
  );

  it('does not depend on other relays of its cause', () => {
    const other = relay('10:01', 'recovered', { key: 'cn-shanghai/2' });
    expect(followed(STUDIO, [relay('10:00', 'opened')], [other]).standing).toMatchObject({ is: 'faulty' });
  });
});

describe('when a fault of a relay begins', () => {
  it('is with its first sighting, once', () => {
    const sweeps = [
      [relay('10:00', 'seen')],
      [relay('10:02', 'opened')],
      [relay('10:04', 'changed')],
      [relay('10:06', 'recovered')],
    ];
    expect(followed(STUDIO, ...sweeps).begins).toEqual([true, false, false, false]);
  });

  it('is anew after an end, and after a sighting that came to nothing, of which the journal has no end', () => {
    const again = [[relay('10:00', 'opened')], [relay('10:05', 'recovered')], [relay('11:00', 'opened')]];
    expect(followed(STUDIO, ...again).begins).toEqual([true, false, true]);
    expect(followed(STUDIO, [relay('10:00', 'seen')], [relay('11:00', 'seen')]).begins).toEqual([true, true]);
  });

  it('is not with an end of what began before', () => {
    expect(followed(STUDIO, [relay('10:00', 'recovered')]).begins).toEqual([false]);
  });
});

describe('what belongs to the story of a relay', () => {
  it('are the causes that it was told under, and what channels answered of them, also after its own end', () => {
    const { own } = followed(
      STUDIO,
      [cause('10:00', 'began'), answer('10:00', 'pager', 'open'), relay('10:00', 'opened')],
      [relay('10:05', 'recovered')],
      [cause('10:06', 'over'), answer('10:06', 'pager', 'resolved')],
    );
    expect(own.map(({ causes, answers }) => [causes.length, answers.length])).toEqual([
      [1, 1],
      [0, 0],
      [1, 1],
    ]);
  });

  it('is not a cause that it never belonged to, nor its own one that begins anew without it', () => {
    const stranger = { key: 'source-2' };
    const { own } = followed(
      STUDIO,
      [cause('10:00', 'began', stranger), relay('10:00', 'opened')],
      [cause('12:00', 'began'), relay('12:00', 'opened', { key: 'cn-shanghai/2' })],
      [cause('12:30', 'over')],
    );
    expect(own.flatMap(({ causes }) => causes)).toEqual([]);
  });

  it('goes on when its cause begins anew with it', () => {
    const { own } = followed(
      STUDIO,
      [cause('10:00', 'began'), relay('10:00', 'opened')],
      [cause('12:00', 'began'), relay('12:00', 'opened')],
    );
    expect(own.map(({ causes }) => causes.length)).toEqual([1, 1]);
  });

  it('goes over to the cause that it is told under next, and keeps the one before until that is over', () => {
    const next = { causeKey: 'destination-9' };
    const { own, standing } = followed(
      STUDIO,
      [relay('10:00', 'opened')],
      [relay('10:05', 'changed', next), cause('10:05', 'over'), cause('10:05', 'began', { key: 'destination-9' })],
    );
    expect(own[1]?.causes.map(({ key, event }) => `${key} ${event}`)).toEqual(['source-1 over', 'destination-9 began']);
    expect(standing).toMatchObject(next);
  });
});

describe('decisions that are about it', () => {
  const mine = { incidentKey: 'cn-shanghai/1', causeKey: null };
  const others = { incidentKey: 'cn-shanghai/2', causeKey: 'source-1' };
  it.each<[string, AnswerSubject, Parameters<typeof decision>[2], number]>([
    ['on the relay alone', STUDIO, mine, 1],
    ['on another relay of the cause', STUDIO, others, 0],
    ['on the cause as a whole', STUDIO, {}, 1],
    ['on another cause', STUDIO, { causeKey: 'source-2' }, 0],
    ['on nothing', STUDIO, { causeKey: null }, 0],
    ['on the cause, of the cause', CAUSE, {}, 1],
    ['on one relay, of the cause', CAUSE, others, 0],
    ['on another cause, of the cause', CAUSE, { causeKey: 'source-2' }, 0],
  ])('%s: %#', (_, subject, parts, count) => {
    const { own } = followed(subject, [relay('10:00', 'opened'), decision('10:00', 'first', parts)]);
    expect(own[0]?.decisions).toHaveLength(count);
  });
});

describe('changes by hand that are about it', () => {
  it.each([
    ['ack', 'source-1', 1],
    ['ack', 'source-1: on it', 1],
    ['ack', 'source-1 on it', 1],
    ['ack-undo', 'source-1', 1],
    ['ack', 'source-12: on it', 0],
    ['ack', '', 0],
    ['silence-add', 'source-1 until tomorrow', 0],
    ['silence-expire', 'source-1', 0],
  ] as const)('%s %j: %i', (what, text, count) => {
    const { own } = followed(CAUSE, [{ at: at('10:00'), kind: 'change', what, text }]);
    expect(own[0]?.changes).toHaveLength(count);
  });
});

describe('a cause', () => {
  it('is open from its beginning to its end, and again', () => {
    const sweeps = [[cause('10:00', 'began')], [cause('10:05', 'changed')], [cause('10:09', 'over')]];
    expect(followed(CAUSE, ...sweeps.slice(0, 2)).standing).toEqual({ is: 'open' });
    expect(followed(CAUSE, ...sweeps).standing).toEqual({ is: 'not-open' });
    expect(followed(CAUSE, ...sweeps, [cause('11:00', 'began')]).begins).toEqual([true, false, false, true]);
  });

  it('that the journal has only messages of begins and ends with these', () => {
    const sweeps = [[answer('10:00', 'pager', 'channel-broken')], [answer('10:05', 'pager', 'resolved')]];
    expect(followed(CAUSE, ...sweeps.slice(0, 1)).standing).toEqual({ is: 'open' });
    expect(followed(CAUSE, ...sweeps)).toMatchObject({ begins: [true, false], standing: { is: 'not-open' } });
  });

  it('is not opened again by a late answer to the sweep of its end', () => {
    const { standing } = followed(
      CAUSE,
      [cause('10:00', 'began')],
      [cause('10:05', 'over'), answer('10:05', 'pager', 'open')],
    );
    expect(standing).toEqual({ is: 'not-open' });
  });

  it('has the relay that was noted last', () => {
    const { relay: last } = followed(CAUSE, [
      relay('10:00', 'opened'),
      relay('10:00', 'opened', { key: 'cn-shanghai/2' }),
      relay('10:00', 'opened', { key: 'cn-shanghai/3', causeKey: null }),
    ]);
    expect(last?.key).toBe('cn-shanghai/2');
  });
});
