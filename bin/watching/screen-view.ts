import type { Log } from '../../lib/base/log.ts';
import type { Clock, UtcDateTime } from '../../lib/base/time.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import { knownOf } from '../../lib/status/known.ts';
import type { StatusSettings } from '../../lib/status/settings.ts';
import { statusDocument } from '../../lib/status/status-document.ts';
import type { Board, ScriptStep } from '../terminal/screen/board.ts';
import type { WatchView } from './view.ts';

export interface ScreenSettings {
  readonly title: string;
  readonly page: string | null;
  readonly script: readonly ScriptStep[];
  readonly status: StatusSettings;
}

export interface ScreenView extends WatchView {
  readonly log: Log;
  /** What to show now. */
  board(): Board;
}

type Changing = { -readonly [Key in keyof Board]: Board[Key] };

/** Keeps track of what a screen shows. @param changed called after each change */
export function screenView(settings: ScreenSettings, clock: Clock, changed: () => void): ScreenView {
  const beganMs = clock.monotonicMs();
  let nextMs = 0;
  const heard = new Map<string, { readonly count: number; readonly at: UtcDateTime }>();
  const state: Pick<Changing, 'underWay' | 'last' | 'status' | 'newest' | 'warning' | 'phase'> = {
    underWay: null,
    last: null,
    status: null,
    newest: null,
    warning: null,
    phase: 'watching',
  };
  const set = (parts: Partial<typeof state>) => {
    Object.assign(state, parts);
    changed();
  };
  const warn = (event: string, facts?: Readonly<Record<string, unknown>>) => {
    const text = `${event.replaceAll('_', ' ')}: ${String(facts?.problem ?? JSON.stringify(facts ?? {}))}`;
    set({ warning: { at: clock.nowUtc(), text } });
  };
  return {
    log: { debug() {}, info() {}, warn, error: warn },
    board: () => ({
      title: settings.title,
      page: settings.page,
      script: settings.script,
      ...state,
      now: clock.nowUtc(),
      elapsedMs: clock.monotonicMs() - beganMs,
      nextInMs: state.last === null ? null : Math.max(0, nextMs - clock.monotonicMs()),
      channels: settings.status.channels.map((name) => {
        const { count = 0, at = null } = heard.get(name) ?? {};
        return { name, heard: count, lastHeardAt: at };
      }),
    }),
    sweepBegan: () => set({ underWay: { pagesRead: 0, pagesExpected: 0, tasksSeen: 0 } }),
    progressed: (underWay) => set({ underWay }),
    heard({ channel, at, notification, title, body, source = 'sweep' }) {
      heard.set(channel, { count: (heard.get(channel)?.count ?? 0) + 1, at });
      const before = state.newest?.notification.id === notification.id ? state.newest.channels : [];
      set({ newest: { at, notification, title, body, source, channels: [...before, channel] } });
    },
    saved(snapshot) {
      set({ status: statusDocument(knownOf(usableOf(snapshot)), settings.status, clock.nowUtc(), { language: 'en' }) });
    },
    sweepEnded(round, nextInMs) {
      nextMs = clock.monotonicMs() + nextInMs;
      set({ underWay: null, last: { at: clock.nowUtc(), ...round } });
    },
    stopping: () => set({ phase: 'stopping' }),
    close: () => set({ phase: 'stopped' }),
  };
}
