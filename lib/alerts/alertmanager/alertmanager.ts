import type { CheckResult } from '../../base/check-result.ts';
import { type HttpAddress, readHttpAddress } from '../../http/address.ts';
import type { Answer } from '../../http/ask.ts';
import type { SendResult } from '../../monitor/send-result.ts';
import type { AlertChannel } from '../channel.ts';
import { askReceiver, type ChannelDeps, channelTo, labelOf } from '../http-channel.ts';
import type { Judgement } from '../judgement.ts';
import { wordsOf } from '../words.ts';
import { alertmanagerAlerts, DEFAULT_RESEND, firingSecondsOf, type Resend } from './alert.ts';
import { judgeInstance } from './answer.ts';

export interface AlertmanagerSettings {
  readonly name?: string;
  /**
   * Every instance, and never a load balancer before them: each has to know of the alert by itself. With a path when
   * there is a route prefix; a user name and password are sent as Basic authentication and never shown.
   */
  readonly urls: readonly string[];
  /** How often an open cause is sent again. Default: every minute. */
  readonly resend?: Resend;
}

/** Alertmanager names no limit; this only keeps a mistake of ours from flooding it. */
const PER_MINUTE = 1_200;
/**
 * Posts each message to every instance of an Alertmanager by API v2, as one alert a cause that is updated in place. It
 * is told when at least one accepted it: instances share what they notified, and the next sweep sends it to all again.
 * Those that did not are named in the receipt and in the log.
 *
 * Alertmanager loses its alerts when it restarts, so the caller has to send open causes again in every sweep, as `update`, and
 * an end a few times.
 * Source: prometheus/alertmanager docs/alerts_api.md and docs/high_availability.md (68fb2d5, 2026-08-22).
 */
export function createAlertmanagerChannel(settings: AlertmanagerSettings, deps: ChannelDeps): AlertChannel {
  const label = labelOf('Alertmanager', settings.name);
  const name = settings.name ?? 'alertmanager';
  const target = readInstances(settings.urls);
  const facts = { name, type: 'alertmanager', label, perMinute: PER_MINUTE, takesUpdates: true, target };
  return channelTo(facts, deps.log, {
    async send(instances, notification, signal) {
      const words = wordsOf(notification, deps);
      const now = deps.clock.nowUtc();
      const keepSeconds = firingSecondsOf(notification, now, settings.resend ?? DEFAULT_RESEND);
      const body = alertmanagerAlerts(notification, words, now, keepSeconds);
      const judgements = await Promise.all(instances.map((instance) => post(instance, body, deps, signal)));
      return sentTo(instances, judgements, label, deps);
    },
    check: (instances) => checkAll(instances, label, deps),
  });
}

/** @returns the instances, or a sentence (without any address) that says what is wrong */
function readInstances(urls: readonly string[]): readonly HttpAddress[] | string {
  if (urls.length === 0) return 'no instance is configured; name the URL of each one';
  const instances = urls.flatMap((url) => readHttpAddress(url) ?? []);
  if (instances.length < urls.length) return 'an instance is not a URL; it looks like http://alertmanager-1:9093';
  return [...new Map(instances.map((instance) => [instance.url, instance])).values()];
}

async function post(
  instance: HttpAddress,
  body: string,
  deps: ChannelDeps,
  signal: AbortSignal | undefined,
): Promise<Judgement> {
  const headers = { ...instance.headers, 'content-type': 'application/json' };
  const request = { url: `${instance.url}/api/v2/alerts`, method: 'POST', headers, body } as const;
  return judgeInstance(await askReceiver(request, 'opening', deps, signal), instance);
}

/** Sent if one instance accepted it. Else it is kept if one may accept it later, and needs a human if every instance does. */
function sentTo(
  instances: readonly HttpAddress[],
  judgements: readonly Judgement[],
  label: string,
  { log }: ChannelDeps,
): SendResult {
  const failures = judgements.flatMap((judgement, i) =>
    judgement.kind === 'accepted' ? [] : [{ ...judgement, host: instances[i]?.host ?? '' }],
  );
  const problems = failures.map(({ host, problem }) => `${host} ${problem}`).join(', ');
  const took = judgements.length - failures.length;
  if (took > 0) {
    if (failures.length > 0) log.warn('alertmanager_instances_missed', { accepted: took, problems });
    const receipt = `${took} of ${judgements.length} instances`;
    return { ok: true, receipt: failures.length === 0 ? receipt : `${receipt}; not ${problems}` };
  }
  const waits = failures.flatMap((failure) => (failure.kind === 'try-later' ? (failure.afterMs ?? []) : []));
  return {
    ok: false,
    problem: `${label}: ${problems}`,
    retryable: failures.some(({ kind }) => kind === 'try-later' || kind === 'doubtful'),
    broken: failures.every(({ kind }) => kind === 'broken' || kind === 'doubtful'),
    // an instance that named no time may be asked at once
    ...(waits.length === failures.length ? { retryAfterMs: Math.min(...waits) } : {}),
  };
}

/** Reads each instance's status, which tells nobody anything. */
async function checkAll(instances: readonly HttpAddress[], label: string, deps: ChannelDeps): Promise<CheckResult> {
  const answers = await Promise.all(
    instances.map(({ url, headers }) =>
      askReceiver({ url: `${url}/api/v2/status`, method: 'GET', headers }, 'everything', deps),
    ),
  );
  const found = answers.map((answer) => (answer.kind === 'answered' ? versionOf(answer) : null));
  const problems = answers.flatMap((answer, i) => {
    if (typeof found[i] === 'string') return [];
    const problem =
      answer.kind === 'unreachable' ? answer.problem : `answered HTTP ${answer.status}, not as Alertmanager`;
    return [`${instances[i]?.host} ${problem}`];
  });
  if (problems.length > 0) return { ok: false, problem: `${label}: ${problems.join(', ')}; check urls` };
  const versions = instances.map(({ host }, i) => `${host} is Alertmanager ${found[i]}`);
  return { ok: true, detail: `${versions.join(', ')}; no alert was sent` };
}

function versionOf({ status, text }: Answer): string | null {
  if (status !== 200) return null;
  try {
    const version: unknown = JSON.parse(text)?.versionInfo?.version;
    return typeof version === 'string' && /^[\w.+-]{1,40}$/.test(version) ? version : null;
  } catch {
    return null;
  }
}
