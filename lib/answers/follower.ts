import type {
  AnswerEntry,
  CauseEntry,
  ChangeEntry,
  DecisionEntry,
  IncidentEntry,
  JournalEntry,
} from '../monitor/journal-entry.ts';
import { isEnding } from './member-span.ts';
import type { Standing } from './story.ts';
import type { AnswerSubject } from './subject.ts';
import type { SweepOf } from './sweeps.ts';

/** What a sweep says of what is followed. */
export interface Own {
  readonly incidents: readonly IncidentEntry[];
  readonly causes: readonly CauseEntry[];
  readonly decisions: readonly DecisionEntry[];
  readonly answers: readonly AnswerEntry[];
  /** What somebody did by hand to a cause that is followed. */
  readonly changes: readonly ChangeEntry[];
  /** A fault, or the cause, begins with this sweep. */
  readonly begins: boolean;
}

/**
 * Follows one relay, or one cause, through the sweeps. With a relay go the causes that it was told under, until they begin anew
 * without it: their end, and what channels answered late, belong to its story, too.
 */
export class Follower {
  readonly subject: AnswerSubject;
  /** The relay as last noted, or one of the cause's. */
  relay: IncidentEntry | null = null;
  readonly #causes = new Set<string>();
  #goesOn = false;

  constructor(subject: AnswerSubject) {
    this.subject = subject;
    if (subject.kind === 'cause') this.#causes.add(subject.key);
  }

  /** Takes the next sweep. */
  take({ entries }: SweepOf): Own {
    const incidents = entries.filter((one) => one.kind === 'incident' && this.#isOwn(one)) as IncidentEntry[];
    this.relay = incidents.at(-1) ?? this.relay;
    if (this.subject.kind === 'relay') this.#follow(incidents, entries);
    const causes = entries.filter((one) => one.kind === 'cause').filter(({ key }) => this.#causes.has(key));
    const own = {
      incidents,
      causes,
      decisions: entries.filter((one) => one.kind === 'decision').filter((one) => this.#isAbout(one)),
      changes: entries.filter((one) => one.kind === 'change').filter((one) => this.#isChanged(one)),
      answers: entries.filter((one) => one.kind === 'answer').filter(({ dedupKey }) => this.#causes.has(dedupKey)),
    };
    return { ...own, begins: this.#begins(own) };
  }

  /** How it is after the sweeps that were taken. */
  standing(): Standing {
    const { relay, subject } = this;
    if (subject.kind === 'cause') return { is: this.#goesOn ? 'open' : 'not-open' };
    if (relay === null) return { is: 'unknown' };
    const { event, since, verdict, reason } = relay;
    if (!this.#goesOn) return { is: 'over', event };
    return event === 'seen' ? { is: 'seen', since, verdict, reason } : faulty(relay);
  }

  #isOwn({ key, causeKey }: IncidentEntry): boolean {
    return this.subject.kind === 'relay' ? key === this.subject.key : causeKey === this.subject.key;
  }

  #follow(incidents: readonly IncidentEntry[], entries: readonly JournalEntry[]): void {
    const joined = new Set(incidents.flatMap(({ causeKey }) => causeKey ?? []));
    for (const one of entries) {
      if (one.kind === 'cause' && one.event === 'began' && !joined.has(one.key)) this.#causes.delete(one.key);
    }
    for (const key of joined) this.#causes.add(key);
  }

  /** On a relay alone; on a cause as a whole; of another relay of a cause that is followed, not. */
  #isAbout({ causeKey, incidentKey }: DecisionEntry): boolean {
    if (incidentKey !== null && this.subject.kind === 'relay') return incidentKey === this.subject.key;
    return incidentKey === null && causeKey !== null && this.#causes.has(causeKey);
  }

  /** An acknowledgement begins with the key of its cause. */
  #isChanged({ what, text }: ChangeEntry): boolean {
    return (what === 'ack' || what === 'ack-undo') && this.#causes.has(/^[^\s:]*/.exec(text)?.[0] ?? '');
  }

  #begins({ incidents, causes, answers }: Omit<Own, 'begins'>): boolean {
    let before = this.#goesOn;
    if (this.subject.kind === 'relay') {
      const last = incidents.at(-1);
      // a fault that passed before it was told left no entry of its end
      if (last?.event === 'seen') before = false;
      if (last) this.#goesOn = !isEnding(last);
    } else {
      for (const { event } of causes) this.#goesOn = event !== 'over';
      // what is no cause in the journal (a broken channel, the summary) begins with its first message
      if (causes.length === 0) for (const { message } of answers) this.#goesOn = message !== 'resolved';
    }
    return this.#goesOn && !before;
  }
}

/** How a relay is while its fault goes on. */
export function faulty({
  since,
  verdict,
  reason,
  severity,
  causeKey,
}: Omit<Standing & { is: 'faulty' }, 'is'>): Standing {
  return { is: 'faulty', since, verdict, reason, severity, causeKey };
}
