import { describe, expect, it } from 'vitest';
import { endingsOf, NO_ENDINGS, sumEndings } from '../../lib/monitor/endings.ts';
import type { Endings } from '../../lib/monitor/notification.ts';
import { anIncident } from './an-incident.ts';

describe('endings', () => {
  it('are counted by how they were', () => {
    const ended = (['recovered', 'removed', 'recovered'] as const).map((ending) => ({
      incident: anIncident('r'),
      ending,
    }));
    expect(endingsOf(ended)).toEqual({ ...NO_ENDINGS, recovered: 2, removed: 1 });
  });

  it('are summed by how they were', () => {
    expect(sumEndings({ ...NO_ENDINGS, recovered: 2, unwatched: 1 }, { recovered: 3, removed: 1 })).toEqual({
      ...NO_ENDINGS,
      recovered: 5,
      removed: 1,
      unwatched: 1,
    });
  });

  it('of other versions may lack one, or have one that this one does not know', () => {
    const older: Endings = { recovered: 1, removed: 0, stoppedByUser: 0, finished: 0 };
    const newer = { teleported: 2 } as Endings;
    expect(sumEndings(sumEndings(older, newer), { recovered: 1 })).toEqual({
      ...NO_ENDINGS,
      recovered: 2,
      teleported: 2,
    });
  });
});
