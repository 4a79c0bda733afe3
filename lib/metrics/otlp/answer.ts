import { isRecord, jsonRecord } from '../../base/records.ts';

/** What a receiver reports about an export that it did not refuse as a whole. */
export interface ExportAnswer {
  readonly rejected: number;
  readonly message: string;
}

const FAILURE_FIELDS = ['error', 'errors', 'message'] as const;
const ALL_ACCEPTED: ExportAnswer = { rejected: 0, message: '' };

/**
 * Reads an ExportMetricsServiceResponse. An empty body accepts everything, which is how Prometheus answers. 64-bit
 * numbers may be strings. Unknown fields are ignored unless they indicate a failure: then the answer comes from a
 * proxy, or is a Status.
 * @returns null when it is not such a response
 * Source: OTLP 1.9, "Partial Success".
 */
export function readExportAnswer(body: string): ExportAnswer | null {
  if (body === '') return ALL_ACCEPTED;
  const answer = jsonRecord(body);
  if (answer === null || FAILURE_FIELDS.some((name) => name in answer)) return null;
  const partial = answer.partialSuccess ?? answer.partial_success;
  if (partial === undefined || partial === null) return ALL_ACCEPTED;
  if (!isRecord(partial)) return null;
  const rejected = Number(partial.rejectedDataPoints ?? partial.rejected_data_points ?? 0);
  if (!Number.isSafeInteger(rejected) || rejected < 0) return null;
  const message = partial.errorMessage ?? partial.error_message;
  return { rejected, message: typeof message === 'string' ? message : '' };
}

/** The message of a refusal, which is a google.rpc.Status; empty when there is none. */
export function refusalText(body: string): string {
  const message = jsonRecord(body)?.message;
  return typeof message === 'string' ? message : '';
}
