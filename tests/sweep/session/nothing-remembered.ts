import { NO_LOOKS } from '../../../lib/monitor/look-memory.ts';
import { EMPTY_OUTBOX } from '../../../lib/monitor/outbox.ts';
import type { Remembered } from '../../../lib/sweep/session/state-session.ts';

/** What a sweep leaves that found nothing. */
export const NOTHING_REMEMBERED: Remembered = {
  watch: { asOf: '2026-03-01T08:00:00.000Z', incidents: [], causes: [], silences: [], mutes: [] },
  outbox: EMPTY_OUTBOX,
  cursor: null,
  pacers: {},
  positions: {},
  lists: {},
  rivals: {},
  sighted: {},
  looks: NO_LOOKS,
  report: null,
  lap: null,
  points: null,
};
