import type { HistoryDocument, ReliabilityDocument } from '../lib/status/past-documents.ts';

/** What a page shows of the past, or why it shows nothing. */
export type Past =
  | { readonly kind: 'history'; readonly document: HistoryDocument }
  | { readonly kind: 'reliability'; readonly document: ReliabilityDocument }
  | { readonly kind: 'missing'; readonly why: 'not-kept' | 'unreadable' | 'unknown' };
