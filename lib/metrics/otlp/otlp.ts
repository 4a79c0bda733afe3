import type { CheckResult } from '../../base/check-result.ts';
import type { UtcDateTime } from '../../base/time.ts';
import { type HttpAddress, quoted, readHttpAddress, shown } from '../../http/address.ts';
import type { Answer, NoAnswer } from '../../http/ask.ts';
import type { MetricPoint } from '../../monitor/metric-catalogue.ts';
import type { MetricsBackend, PublishResult } from '../backend.ts';
import { askBackend, endOf, HTTP_BOUNDS, type HttpDeps, type Outcome, patiently } from '../http-bounds.ts';
import { familiesOf } from '../metric-families.ts';
import { publishResult, UNFIT_WORDS, unfitProblems } from '../publish-result.ts';
import { readExportAnswer, refusalText } from './answer.ts';

export interface OtlpSettings {
  /**
   * The full address, for example `https://collector.example.com/v1/metrics`. User and password are sent as Basic
   * authentication.
   */
  readonly endpoint: string;
  /** Sent with every request. Their values are secret. */
  readonly headers?: Readonly<Record<string, string>>;
}

interface Target extends HttpAddress {
  readonly place: string;
}

/** The outcome of one export; `rejected` only counts when `problem` is null. */
interface Export extends Outcome {
  readonly rejected: number;
  readonly message: string;
}

const NO_URL = 'the OTLP endpoint is not a URL; it looks like https://collector.example.com/v1/metrics';
/** Source: OTLP 1.9, "OTLP/HTTP Response". No other status may be retried. */
const RETRYABLE = new Set([429, 502, 503, 504]);

/**
 * Exports all points in one OTLP/HTTP request with JSON, as gauges of the service `relaywatch`. An answer of 200 may
 * still reject some of them; those are counted as rejected. Each export is finished when this returns; nothing is left
 * running.
 *
 * `check` sends an empty export, which the protocol allows. It tests address and headers, but not whether points would
 * be accepted.
 * Source: OTLP 1.9, "OTLP/HTTP".
 */
export function createOtlpBackend({ endpoint, headers = {} }: OtlpSettings, deps: HttpDeps): MetricsBackend {
  const address = readHttpAddress(endpoint);
  const target: Target | null = address && {
    ...address,
    headers: { ...address.headers, ...headers },
    // the token is often the second word of a header value
    secrets: [...address.secrets, ...Object.values(headers).flatMap((value) => [value, ...value.split(/\s+/)])],
    place: `the OTLP receiver at ${address.host}`,
  };
  return {
    type: 'otlp',
    async publish(points, at, giveUp): Promise<PublishResult> {
      if (target === null) return publishResult('otlp', points.length, 0, [`${NO_URL}.`]);
      return exportPoints(points, at, target, { ...deps, giveUp });
    },
    async check(): Promise<CheckResult> {
      if (target === null) return { ok: false, problem: NO_URL };
      const { attemptTimeoutMs } = { ...HTTP_BOUNDS, ...deps.bounds };
      const { problem } = judge(
        await post(new TextEncoder().encode('{"resourceMetrics":[]}'), target, attemptTimeoutMs, deps),
        target,
      );
      if (problem !== null) return { ok: false, problem: `${target.place} ${problem}` };
      return { ok: true, detail: `${target.place} accepted an empty export` };
    },
  };
}

async function exportPoints(
  points: readonly MetricPoint[],
  at: UtcDateTime,
  target: Target,
  deps: HttpDeps,
): Promise<PublishResult> {
  const { families, unfit } = familiesOf(points);
  const problems = unfitProblems(unfit, UNFIT_WORDS);
  const fit = points.length - unfit.length;
  if (fit === 0) return publishResult('otlp', points.length, 0, problems);
  // loaded here, so that a sweep does not spend the time before its first call to Live
  const { otlpRequest } = await import('./request.ts');
  const body = otlpRequest(families, at);
  const tryOnce = async (timeoutMs: number) => judge(await post(body, target, timeoutMs, deps), target);
  const { problem, rejected, message } = await patiently(tryOnce, endOf(deps), 'otlp_request_failed', deps);
  if (problem !== null) return publishResult('otlp', points.length, 0, [`${target.place} ${problem}.`, ...problems]);
  // a message without rejected points is only advice
  if (rejected === 0 && message !== '') deps.log.warn('otlp_receiver_advised', { message });
  const lost = Math.min(rejected, fit);
  const rejections = lost === 0 ? [] : [`${target.place} rejected ${lost}${message && ` (${message})`}.`];
  return publishResult('otlp', points.length, fit - lost, [...rejections, ...problems]);
}

async function post(body: Uint8Array, { url, headers }: Target, timeoutMs: number, deps: HttpDeps) {
  const sent = { ...headers, 'content-type': 'application/json' };
  return askBackend({ url, method: 'POST', headers: sent, body }, timeoutMs, deps);
}

function judge(answer: Answer | NoAnswer, { secrets }: Target): Export {
  const failed = (problem: string, retryable = false): Export => ({ problem, retryable, rejected: 0, message: '' });
  if (answer.kind === 'unreachable') return failed(answer.problem, true);
  const { status, isWebPage, retryAfterMs, text } = answer;
  if (status >= 200 && status < 300) {
    const said = readExportAnswer(text);
    if (said === null)
      return failed('did not answer in OTLP/JSON; check endpoint, and for proxies and login pages in front of it');
    return { problem: null, retryable: false, rejected: said.rejected, message: shown(said.message, secrets) };
  }
  const problem = `answered HTTP ${status}`;
  if (RETRYABLE.has(status)) return { ...failed(problem, true), retryAfterMs };
  const said = isWebPage ? '' : quoted(refusalText(text), secrets);
  return failed(`${problem}${ADVICE[status] ?? (status < 500 ? '; check endpoint' : '')}${said}`);
}

const ADVICE: Readonly<Record<number, string>> = {
  400: ': it refused the export as a whole',
  401: '; check headers',
  403: '; check headers',
  413: ': the export is too large for it',
  415: ': it takes no OTLP/JSON; put an OpenTelemetry collector in front of it',
};
