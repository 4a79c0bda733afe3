import type { ExplainDocument } from '../lib/status/explain-document.ts';
import type { HistoryDocument, ReliabilityDocument } from '../lib/status/past-documents.ts';

/** Why nothing is shown of the past. */
export interface Missing {
  readonly kind: 'missing';
  readonly why: 'not-kept' | 'unreadable' | 'unknown';
}

/** What a page shows of the past, or why it shows nothing. */
export type Past =
  | { readonly kind: 'history'; readonly document: HistoryDocument }
  | { readonly kind: 'reliability'; readonly document: ReliabilityDocument }
  | Missing;

/** What of a question cannot be answered. */
export type ExplainProblem = 'none-asked' | 'both-asked' | 'too-long' | 'at-unreadable' | 'at-future' | 'at-too-old';

/** Why on-call was told, or was not; or why that is not shown. It stays as it was when the page was loaded. */
export type Why =
  | { readonly kind: 'explained'; readonly document: ExplainDocument }
  | {
      readonly kind: 'problem';
      readonly problem: ExplainProblem;
      readonly relay: string;
      readonly at: string;
      readonly keepDays: number;
    }
  | Missing;
