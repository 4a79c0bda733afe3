import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import type {
  AnswerEntry,
  CauseEntry,
  DecisionEntry,
  IncidentEntry,
  JournalEntry,
  SweepEntry,
} from '../../lib/monitor/journal-entry.ts';

/** A time of the day of these journals, such as `10:00`. */
export const at = (hm: string) => `2026-03-02T${hm}:00.000Z`;
export const time = (hm: string) => parseUtc(at(hm)) as UtcDateTime;

export function sweep(hm: string, parts: Partial<SweepEntry> = {}): JournalEntry {
  const rest = { exact: true, overlooked: 0, relays: 10, open: 0, durationMs: 900 };
  return { at: at(hm), kind: 'sweep', complete: true, ...rest, ...parts };
}

export function cause(hm: string, event: CauseEntry['event'], parts: Partial<CauseEntry> = {}): JournalEntry {
  return {
    at: at(hm),
    kind: 'cause',
    event,
    key: 'source-1',
    scope: { by: 'source', value: 'rtmp://source-1.example.com' },
    verdict: 'stopped',
    reason: 'PullStreamFailed',
    severity: 'critical',
    since: at('10:00'),
    affected: 2,
    ...parts,
  };
}

export function relay(hm: string, event: IncidentEntry['event'], parts: Partial<IncidentEntry> = {}): JournalEntry {
  return {
    at: at(hm),
    kind: 'incident',
    event,
    key: 'cn-shanghai/1',
    region: 'cn-shanghai',
    name: 'studio-1',
    source: 'rtmp://source-1.example.com',
    destination: 'rtmp://push-1.example.com',
    verdict: 'stopped',
    reason: 'PullStreamFailed',
    severity: 'critical',
    since: at('10:00'),
    causeKey: 'source-1',
    lostSeconds: 0,
    ...parts,
  };
}

export function answer(
  hm: string,
  channel: string,
  message: AnswerEntry['message'],
  accepted = true,
  parts: Partial<AnswerEntry> = {},
): JournalEntry {
  return { at: at(hm), kind: 'answer', channel, dedupKey: 'source-1', message, accepted, said: 'r', ...parts };
}

export function decision(
  hm: string,
  reason: DecisionEntry['reason'],
  parts: Partial<DecisionEntry> = {},
): JournalEntry {
  return { at: at(hm), kind: 'decision', causeKey: 'source-1', incidentKey: null, reason, message: null, ...parts };
}
