import type { HistoryDocument } from '../lib/status/past-documents.ts';

/** The address of another page of the same choice. */
export function queryOf({ period, wanted }: HistoryDocument, page: number): string {
  const chosen = Object.entries(wanted).filter(([, text]) => text !== '');
  return `?${new URLSearchParams([['period', period], ...chosen, ['page', String(page)]])}`;
}
