import type { UtcDateTime } from '../../../lib/base/time.ts';
import type { PageProgress } from '../../../lib/live/pages.ts';
import type { StatusDocument } from '../../../lib/status/document.ts';
import type { SweepSummary } from '../../../lib/sweep/summary.ts';
import type { Told } from '../message.ts';

/** What happens to stand-ins while somebody looks on. */
export interface ScriptStep {
  readonly atMs: number;
  /** `source-3.example.com dies`, and `source-3.example.com died`. */
  readonly will: string;
  readonly did: string;
}

export interface ChannelOnBoard {
  readonly name: string;
  readonly heard: number;
  readonly lastHeardAt: UtcDateTime | null;
}

/** All that a screen shows of a process that watches. */
export interface Board {
  readonly title: string;
  /** Where the status page is served; null when it is not. */
  readonly page: string | null;
  readonly script: readonly ScriptStep[];
  readonly now: UtcDateTime;
  /** Since the process began. */
  readonly elapsedMs: number;
  /** The sweep under way; null between two. */
  readonly underWay: PageProgress | null;
  /** The last sweep that ended. */
  readonly last: { readonly at: UtcDateTime; readonly summary?: SweepSummary; readonly problem?: string } | null;
  readonly nextInMs: number | null;
  /** As of the state that was saved last; null before the first. */
  readonly status: Pick<StatusDocument, 'causes' | 'open' | 'held'> | null;
  readonly channels: readonly ChannelOnBoard[];
  readonly newest: (Told & { readonly at: UtcDateTime; readonly channels: readonly string[] }) | null;
  /** The last warning or error that the log got. */
  readonly warning: { readonly at: UtcDateTime; readonly text: string } | null;
  /** `stopping`: the sweep under way comes to its end. */
  readonly phase: 'watching' | 'stopping' | 'stopped';
}
