import type { VerdictKind } from '../../monitor/judge.ts';
import type { Facts, TimelineFact } from './facts.ts';
import type { StepKey } from './steps.ts';

/** What a title says of relays; that relaywatch itself sees too few has titles of its own. */
export type PredicateOf = Exclude<VerdictKind, 'monitor-blind' | 'accounts-behind'> | 'removed';

/** Everything that is said in a language. Texts hold values of the facts unescaped. */
export interface Wording {
  title(facts: Facts): string;
  /** Sentences on what happened, the most important first. Without the timeline. */
  lines(facts: Facts): readonly string[];
  timelineEntry(entry: TimelineFact): string;
  timelineLeftOut(count: number): string;
  step(key: StepKey, facts: Facts): string;
  readonly unknownPlace: string;
  /** Headings and small parts of a message. */
  readonly words: BodyWords;
  templateProblem(part: 'title' | 'body', problem: string): string;
}

export interface BodyWords {
  readonly relays: string;
  readonly steps: string;
  readonly console: string;
  readonly statusPage: string;
  readonly runbook: string;
  /** Relays that are not among the examples. */
  more(count: number): string;
  /** Something of this message did not fit. */
  readonly cut: string;
  digestTitle(count: number): string;
  /** Messages of a digest that did not fit, by severity: `2 critical, 1 info`. */
  digestLeftOut(count: number, bySeverity: string): string;
  severity(severity: string): string;
}
