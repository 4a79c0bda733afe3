import type { CheckResult } from '../../base/check-result.ts';
import { type HttpAddress, quoted, readHttpAddress } from '../../http/address.ts';
import type { Answer, NoAnswer } from '../../http/ask.ts';
import type { MetricPoint } from '../../monitor/metric-catalogue.ts';
import type { MetricsBackend, PublishResult } from '../backend.ts';
import { askBackend, endOf, HTTP_BOUNDS, type HttpDeps, type Outcome, patiently } from '../http-bounds.ts';
import { familiesOf } from '../metric-families.ts';
import { publishResult, UNFIT_WORDS, unfitProblems } from '../publish-result.ts';
import { groupPath } from './group.ts';

export interface PrometheusSettings {
  /**
   * The address of a Pushgateway, including any route prefix; user and password are sent as Basic authentication and
   * never shown.
   */
  readonly pushgateway: string;
  /** Default: relaywatch. */
  readonly job?: string;
  /** More labels for the group. Two relaywatch deployments on one Pushgateway need different groups. */
  readonly grouping?: Readonly<Record<string, string>>;
}

const JOB = 'relaywatch';

/**
 * Pushes all points to a Prometheus Pushgateway by PUT, as one group. PUT replaces the group, so a series that is no
 * longer sent disappears; POST would keep its last value, healthy or alarming, for ever. All or nothing: a Pushgateway
 * refuses a push as a whole.
 *
 * A Pushgateway never forgets a group, so nothing looks stale when sweeps stop: alarm on `push_time_seconds`. `check`
 * reads its status and pushes nothing.
 * Source: prometheus/pushgateway README, "API" and "About the job and instance labels".
 */
export function createPrometheusBackend(settings: PrometheusSettings, deps: HttpDeps): MetricsBackend {
  const address = readHttpAddress(settings.pushgateway);
  return {
    type: 'prometheus',
    async publish(points, _at, giveUp): Promise<PublishResult> {
      if (address === null) return publishResult('prometheus', points.length, 0, [`${NO_URL}.`]);
      return push(points, address, settings, { ...deps, giveUp });
    },
    async check(): Promise<CheckResult> {
      return address === null ? { ok: false, problem: NO_URL } : checkStatus(address, deps);
    },
  };
}

const NO_URL = 'the address of the Pushgateway is not a URL; it looks like http://pushgateway:9091';

async function push(
  points: readonly MetricPoint[],
  address: HttpAddress,
  { job, grouping }: PrometheusSettings,
  deps: HttpDeps,
): Promise<PublishResult> {
  const { families, unfit } = familiesOf(points);
  const problems = unfitProblems(unfit, UNFIT_WORDS);
  // an empty push would delete the group, including the time of its last push
  if (families.length === 0) return publishResult('prometheus', points.length, 0, problems);
  // loaded here, so that a sweep does not spend the time before its first call to Live
  const { PROMETHEUS_CONTENT_TYPE, textOf } = await import('./text.ts');
  const request = {
    url: `${address.url}/metrics/${groupPath(job ?? JOB, grouping ?? {})}`,
    method: 'PUT',
    headers: { ...address.headers, 'content-type': PROMETHEUS_CONTENT_TYPE },
    body: await textOf(families),
  } as const;
  const tryOnce = async (timeoutMs: number) => judge(await askBackend(request, timeoutMs, deps), address);
  const { problem } = await patiently(tryOnce, endOf(deps), 'pushgateway_request_failed', deps);
  if (problem === null) return publishResult('prometheus', points.length, points.length - unfit.length, problems);
  return publishResult('prometheus', points.length, 0, [`${placeOf(address)} ${problem}.`, ...problems]);
}

const CONTRADICTION =
  'the numbers are invalid or contradict those of another group, as when something else pushes metrics named relaywatch_*';

/** A Pushgateway accepts with an empty answer; anything else is not a Pushgateway. */
function judge(answer: Answer | NoAnswer, { secrets }: HttpAddress): Outcome {
  if (answer.kind === 'unreachable') return { retryable: true, problem: answer.problem };
  const { status, isWebPage, retryAfterMs, text } = answer;
  if (status >= 200 && status < 300) {
    if (text === '') return { retryable: false, problem: null };
    return refused(
      'did not answer like a Pushgateway; check pushgateway, and for proxies and login pages in front of it',
    );
  }
  const problem = `answered HTTP ${status}`;
  if (status >= 500 || status === 408 || status === 429) return { retryable: true, retryAfterMs, problem };
  if (status === 400 && !isWebPage) return refused(`${problem}: ${CONTRADICTION}${quoted(text, secrets)}`);
  if (status === 401 || status === 403) return refused(`${problem}; check user and password in pushgateway`);
  return refused(`${problem}; check pushgateway`);
}

function refused(problem: string): Outcome {
  return { retryable: false, problem };
}

async function checkStatus(address: HttpAddress, deps: HttpDeps): Promise<CheckResult> {
  const request = { url: `${address.url}/api/v1/status`, method: 'GET', headers: address.headers } as const;
  const { attemptTimeoutMs } = { ...HTTP_BOUNDS, ...deps.bounds };
  const answer = await askBackend(request, attemptTimeoutMs, deps);
  const place = placeOf(address);
  if (answer.kind === 'unreachable') return { ok: false, problem: `${place} ${answer.problem}` };
  const version = answer.status === 200 ? versionOf(answer.text) : null;
  if (version === null) {
    return { ok: false, problem: `${place} answered HTTP ${answer.status}, not as a Pushgateway; check pushgateway` };
  }
  return { ok: true, detail: `${place} is version ${version}; nothing was pushed` };
}

function versionOf(body: string): string | null {
  try {
    const version: unknown = JSON.parse(body)?.data?.build_information?.version;
    return typeof version === 'string' && /^[\w.+~-]{1,40}$/.test(version) ? version : null;
  } catch {
    return null;
  }
}

function placeOf({ host }: HttpAddress): string {
  return `the Pushgateway at ${host}`;
}
