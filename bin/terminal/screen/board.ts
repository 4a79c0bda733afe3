import type { UtcDateTime } from '../../../lib/base/time.ts';
import type { PageProgress } from '../../../lib/live/pages.ts';
import type { StatusDocument } from '../../../lib/status/document.ts';
import type { SweepSummary } from '../../../lib/sweep/summary.ts';
import type { MessageSource } from '../../../lib/sweep/sweep-run.ts';
import type { Told } from '../message.ts';

/** What happens to the stand-ins during a demonstration. */
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

/** Everything that a screen shows of a watching process. */
export interface Board {
  readonly title: string;
  /** Where the status page is served; null when it is not. */
  readonly page: string | null;
  readonly script: readonly ScriptStep[];
  readonly now: UtcDateTime;
  /** Since the process started. */
  readonly elapsedMs: number;
  /** The sweep in progress; null between two. */
  readonly underWay: PageProgress | null;
  /** The last sweep that finished. */
  readonly last: { readonly at: UtcDateTime; readonly summary?: SweepSummary; readonly problem?: string } | null;
  readonly nextInMs: number | null;
  /** From the last saved state; null before the first. */
  readonly status: Pick<StatusDocument, 'causes' | 'open' | 'held'> | null;
  readonly channels: readonly ChannelOnBoard[];
  readonly newest:
    | (Told & { readonly at: UtcDateTime; readonly channels: readonly string[]; readonly source?: MessageSource })
    | null;
  /** The last warning or error in the log. */
  readonly warning: { readonly at: UtcDateTime; readonly text: string } | null;
  /** `stopping`: the sweep in progress is finishing. */
  readonly phase: 'watching' | 'stopping' | 'stopped';
}
