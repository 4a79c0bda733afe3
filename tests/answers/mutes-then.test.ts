import { describe, expect, it } from 'vitest';
import { mutesThen } from '../../lib/answers/mutes-then.ts';
import type { IncidentEntry } from '../../lib/monitor/journal-entry.ts';
import type { MaintenanceWindow, Silence } from '../../lib/monitor/mutes.ts';

const RELAY = { region: 'cn-shanghai', name: 'studio-1', source: '', destination: '', verdict: 'stopped' };
const relay = RELAY as IncidentEntry;
const NIGHT: MaintenanceWindow = {
  name: 'night',
  cron: '0 2 * * *',
  durationMinutes: 60,
  timeZone: 'UTC',
  match: { name: 'studio-*' },
};
const silence = (parts: Partial<Silence> = {}): Silence => ({
  id: 'a1',
  comment: 'works',
  createdAt: '2026-03-02T12:00:00.000Z',
  until: '2026-03-02T14:00:00.000Z',
  match: { region: 'cn-shanghai' },
  ...parts,
});

describe('what muted a relay at a time', () => {
  const at = (time: string, windows = [NIGHT], silences = [silence()]) =>
    mutesThen(windows, silences)(relay, `2026-03-02T${time}.000Z`);

  it('is the window of that night, although it recurs every night', () => {
    expect(at('02:30:00')).toEqual({
      kind: 'window',
      id: 'window/night',
      name: 'night',
      until: '2026-03-02T03:00:00.000Z',
    });
    expect(at('03:00:00')).toBeNull();
    expect(at('02:30:00', [{ ...NIGHT, match: { name: 'event-*' } }])).toBeNull();
  });

  it('is a silence from when it was made, not before', () => {
    expect(at('12:00:00')).toEqual({
      kind: 'silence',
      id: 'silence/a1',
      name: 'works',
      until: '2026-03-02T14:00:00.000Z',
    });
    expect([at('11:59:59'), at('14:00:00')]).toEqual([null, null]);
    expect(at('23:00:00', [], [silence({ until: 'recovered' })])).toMatchObject({ until: null });
  });

  it('is nothing at a time that cannot be read', () => {
    expect(mutesThen([{ ...NIGHT, cron: '* * * * *' }], [])(relay, 'yesterday')).toBeNull();
  });
});
