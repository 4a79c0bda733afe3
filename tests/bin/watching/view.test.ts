import { describe, expect, it } from 'vitest';
import { textOf } from '../../../bin/terminal/shown.ts';
import { linesView } from '../../../bin/watching/lines-view.ts';
import { heardThrough, savedThrough } from '../../../bin/watching/listeners.ts';
import { logView } from '../../../bin/watching/log-view.ts';
import { safely } from '../../../bin/watching/view.ts';
import type { AlertChannel } from '../../../lib/alerts/channel.ts';
import { silentLog } from '../../../lib/base/log.ts';
import type { SendResult } from '../../../lib/monitor/send-result.ts';
import { createMemoryStore } from '../../../lib/state/memory.ts';
import { EMPTY_SNAPSHOT } from '../../../lib/state/snapshot.ts';
import type { SweepSummary } from '../../../lib/sweep/summary.ts';
import { VirtualClock } from '../../../stand-ins/simulation/virtual-clock.ts';
import { aCause } from '../../alerts/channel-contract.ts';

const NOON = '2026-03-01T12:00:00.000Z';
const SNAPSHOT = { ...EMPTY_SNAPSHOT, savedAt: NOON };

function aChannel(result: SendResult): AlertChannel {
  const send = async () => result;
  return {
    name: 'pager',
    type: 'webhook',
    budget: { perMinute: 60 },
    takesUpdates: false,
    send,
    sendDigest: send,
    check: async () => ({ ok: true, detail: '' }),
  };
}

describe('who listens to a channel', () => {
  const [one, two] = [aCause(), aCause({ kind: 'resolved' })];

  it('is told what was accepted, and each message of a digest', async () => {
    const heard: unknown[] = [];
    const channel = heardThrough(aChannel({ ok: true, receipt: 'r' }), (...told) => void heard.push(told));
    expect(await channel.send(one)).toEqual({ ok: true, receipt: 'r' });
    await channel.sendDigest?.([one, two]);
    expect(heard).toEqual([
      ['pager', [one]],
      ['pager', [one, two]],
    ]);
  });

  it('is told nothing of what was refused', async () => {
    const heard: unknown[] = [];
    const no: SendResult = { ok: false, retryable: false, problem: 'no' };
    expect(await heardThrough(aChannel(no), (...told) => void heard.push(told)).send(one)).toEqual(no);
    expect(heard).toEqual([]);
  });
});

describe('who listens to a store', () => {
  it('is told what was saved, and nothing of what another saved first', async () => {
    const saved: unknown[] = [];
    const store = savedThrough(createMemoryStore(), (snapshot) => void saved.push(snapshot));
    expect(await store.create(1, SNAPSHOT)).toBe(true);
    expect(await store.create(1, { ...SNAPSHOT, savedAt: 'later' })).toBe(false);
    expect(saved).toEqual([SNAPSHOT]);
  });
});

describe('a view with a fault', () => {
  it('neither breaks what it shows nor quotes what it was given', () => {
    const logged: unknown[] = [];
    const broken = () => {
      throw new TypeError('rtmp://push.example.com/live?key=secret');
    };
    const view = safely(
      { ...logView(silentLog), saved: broken, heard: broken },
      { ...silentLog, error: (...line) => void logged.push(line) },
    );
    view.saved(SNAPSHOT);
    expect(logged).toEqual([['not_shown', { problem: 'a fault of our own in saved (TypeError)' }]]);
  });
});

const SUMMARY: SweepSummary = {
  tasks: {
    total: 2_400,
    byStatus: { idle: 1, running: 2_350, recovering: 9, stopped: 40, exited: 0, unknown: 0 },
    stoppedByReason: {},
  },
  sweep: {
    complete: true,
    exact: true,
    overlooked: 0,
    reasons: [],
    pages: 24,
    calls: 25,
    throttled: 0,
    durationMs: 2_412,
  },
  incidents: { open: 40, opened: 40, resolved: 0 },
  metrics: [],
  alerts: [],
};

describe('plain lines of a process that watches', () => {
  function shown() {
    const printed: string[] = [];
    const view = linesView((part) => void printed.push(textOf(part)), new VirtualClock(NOON));
    return { view, printed };
  }

  it('are one for each sweep', () => {
    const { view, printed } = shown();
    view.sweepBegan();
    view.sweepEnded({ summary: SUMMARY }, 57_588);
    view.sweepEnded(
      { summary: { ...SUMMARY, sweep: { ...SUMMARY.sweep, complete: false, reasons: ['cn-beijing: deadline'] } } },
      0,
    );
    expect(printed).toEqual([
      '12:00:00 ✓ complete: 2,400 relays, 2,350 running, 40 stopped, 9 recovering; 0 causes open; 25 calls, 0 throttled, 2.4 s; next in 58 s',
      '12:00:00 ✗ incomplete (cn-beijing: deadline): 2,400 relays, 2,350 running, 40 stopped, 9 recovering; 0 causes open; 25 calls, 0 throttled, 2.4 s; next in 0 s',
    ]);
  });

  it.each([
    ['sweep', 'pager hears [open] critical'],
    ['hasty sweep', 'pager hears, seen by a sweep that callbacks asked for: [open] critical'],
    ['callback', 'pager hears, seen by a callback: [open] critical'],
    ['asked again', 'pager hears, seen by asking Live again: [open] critical'],
  ] as const)('say what saw it, if that was not an ordinary sweep: %s', (source, expected) => {
    const { view, printed } = shown();
    const at = new VirtualClock(NOON).nowUtc();
    view.heard({ channel: 'pager', at, notification: aCause(), title: 'a stop', body: '', source });
    expect(printed[0]).toContain(expected);
  });

  it('have each message whole, and show what a terminal would obey', () => {
    const { view, printed } = shown();
    const at = new VirtualClock(NOON).nowUtc();
    view.heard({
      channel: 'pager\u001b',
      at,
      notification: aCause(),
      title: '火星🚀\u001b[2J',
      body: 'a\n\u202eb\n- c',
    });
    view.log.warn('clock_went_back', { problem: 'by \u0007 3 s' });
    view.stopping(true);
    expect(printed).toEqual([
      '12:00:00 pager? hears [open] critical 火星🚀?[2J\n  a\n  ?b\n  - c',
      '12:00:00 ! clock went back: by ? 3 s',
      '12:00:00 stopping when the sweep under way has come to its end',
    ]);
  });
});
