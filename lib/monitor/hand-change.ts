import type { Acknowledgement } from './acknowledgement.ts';
import { acknowledge, unacknowledge } from './acknowledging.ts';
import type { ChangeEntry } from './journal-entry.ts';
import type { Match } from './matching.ts';
import type { Silence } from './mutes.ts';
import type { WatchState } from './watch-state.ts';

/** Something that a person changes between two sweeps, and what the journal says of it. Pure. */
export interface HandChange {
  /** The changed state; null when there is nothing to change. */
  readonly edit: (state: WatchState) => WatchState | null;
  readonly entry: Omit<ChangeEntry, 'kind'>;
}

/** Nothing changes when no open cause has the key. */
export function acknowledging(acknowledgement: Acknowledgement): HandChange {
  const { causeKey, by, comment = '' } = acknowledgement;
  return {
    edit: (state) => (state.causes.some(({ key }) => key === causeKey) ? acknowledge(state, acknowledgement) : null),
    entry: entryOf('ack', comment === '' ? causeKey : `${causeKey}: ${comment}`, by),
  };
}

/** Nothing changes when the cause is not acknowledged. */
export function unacknowledging(causeKey: string, by: string | undefined): HandChange {
  return {
    edit: (state) =>
      state.acknowledged?.some((one) => one.causeKey === causeKey) ? unacknowledge(state, causeKey) : null,
    entry: entryOf('ack-undo', causeKey, by),
  };
}

export function silencing(silence: Silence): HandChange {
  const { id, until, match, comment, by } = silence;
  return {
    edit: (state) => ({ ...state, silences: [...state.silences, silence] }),
    entry: { ...entryOf('silence-add', `${id} until ${until}: ${criteriaText(match)} ${comment}`.trim(), by), silence },
  };
}

/** Nothing changes when no silence has the id. */
export function endingSilence(id: string, by: string | undefined): HandChange {
  return {
    edit: (state) => {
      const silences = state.silences.filter((one) => one.id !== id);
      return silences.length < state.silences.length ? { ...state, silences } : null;
    },
    entry: entryOf('silence-expire', id, by),
  };
}

/** `region=cn-beijing name=studio-*` */
export function criteriaText(match: Match): string {
  return Object.entries(match)
    .flatMap(([key, patterns]) => (patterns === undefined ? [] : [`${key}=${String(patterns)}`]))
    .join(' ');
}

function entryOf(what: ChangeEntry['what'], text: string, who: string | undefined): HandChange['entry'] {
  return { ...(who === undefined ? {} : { who }), what, text };
}
