import type { CheckResult } from '../check-result.ts';
import { redactText } from '../redact.ts';
import { alertmanagerAlerts } from './alertmanager-alert.ts';
import type { AlertChannel, SendResult } from './channel.ts';
import { clipChars, visible } from './text/cut.ts';
import { type Answer, type ChannelDeps, call, guarded, labelOf, type NoAnswer } from './webhook-call.ts';
import { wordsOf } from './webhook-words.ts';

export interface AlertmanagerSettings {
  readonly name?: string;
  /**
   * Every instance, and never a load balancer before them: each has to know of the alert by itself. With a path when
   * there is a route prefix; a user name and password are sent as Basic authentication and never shown.
   */
  readonly urls: readonly string[];
  /** How often an open cause is sent again: the interval of the sweeps. Default: 60. */
  readonly resendSeconds?: number;
}

/** Alertmanager names no limit; this only keeps a mistake of ours from flooding it. */
const PER_MINUTE = 1_200;
const RESEND_SECONDS = 60;
const ERROR_CHARS = 200;

interface Instance {
  /** Without user, password, query and the slash at its end. */
  readonly url: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What one instance said of one alert. */
type Verdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly retryable: boolean;
      readonly broken: boolean;
      readonly retryAfterMs: number | null;
    };

/**
 * Posts each message to every instance of an Alertmanager by API v2, as one alert a cause that is updated in place. It
 * is told when at least one accepted it: instances share what they notified, and the next sweep sends it to all again.
 * Those that did not are named in the receipt and in the log.
 *
 * Alertmanager keeps no alerts over a restart: whoever calls this has to send open causes again every sweep, as
 * `update`, and an end a few times.
 * Source: prometheus/alertmanager docs/alerts_api.md and docs/high_availability.md (68fb2d5, 2026-08-22).
 */
export function createAlertmanagerChannel(settings: AlertmanagerSettings, deps: ChannelDeps): AlertChannel {
  const label = labelOf('Alertmanager', settings.name);
  const instances = readInstances(settings.urls);
  return {
    name: settings.name ?? 'alertmanager',
    type: 'alertmanager',
    budget: { perMinute: PER_MINUTE },
    takesUpdates: true,
    async send(notification, signal): Promise<SendResult> {
      if (typeof instances === 'string') {
        return { ok: false, problem: `${label}: ${instances}`, retryable: false, broken: true };
      }
      return guarded(label, deps.log, async () => {
        const words = wordsOf(notification, deps);
        const now = deps.clock.nowUtc();
        const body = alertmanagerAlerts(notification, words, now, settings.resendSeconds ?? RESEND_SECONDS);
        const verdicts = await Promise.all(instances.map((instance) => post(instance, body, deps, signal)));
        return resultOf(instances, verdicts, label, deps);
      });
    },
    async check(): Promise<CheckResult> {
      if (typeof instances === 'string') return { ok: false, problem: `${label}: ${instances}` };
      return checkAll(instances, label, deps);
    },
  };
}

/** @returns the instances, or a sentence (without any address) that says what is wrong */
function readInstances(urls: readonly string[]): readonly Instance[] | string {
  if (urls.length === 0) return 'no instance is configured; name the URL of each one';
  if (!urls.every((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) {
    return 'an instance is not a URL; it looks like http://alertmanager-1:9093';
  }
  const instances = urls.map((url) => instanceOf(new URL(url)));
  return [...new Map(instances.map((instance) => [instance.url, instance])).values()];
}

function instanceOf({ origin, host, pathname, username, password }: URL): Instance {
  const basic = [username, password].map(decodedOrAsIs).join(':');
  return {
    url: `${origin}${pathname.replace(/\/+$/, '')}`,
    host,
    headers: basic === ':' ? {} : { authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
  };
}

function decodedOrAsIs(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function post(
  { url, headers }: Instance,
  body: string,
  deps: ChannelDeps,
  signal: AbortSignal | undefined,
): Promise<Verdict> {
  const sent = { ...headers, 'content-type': 'application/json' };
  const init = { method: 'POST', headers: sent, body, signal: signal ?? null };
  return judge(await call(`${url}/api/v2/alerts`, init, 'failures', deps));
}

/** 400 means that the alert itself was refused (of several, the good ones would have been kept). */
function judge(answer: Answer | NoAnswer): Verdict {
  const refused = (problem: string, broken: boolean): Verdict => ({
    ok: false,
    problem,
    retryable: false,
    broken,
    retryAfterMs: null,
  });
  if (answer.kind === 'unreachable') {
    return { ok: false, problem: answer.problem, retryable: true, broken: false, retryAfterMs: null };
  }
  const { status, isWebPage, retryAfterMs, text } = answer;
  if (isWebPage && status < 300) return refused('answered with a web page; some login stands before it', true);
  if (status >= 200 && status < 300) return { ok: true };
  const problem = `answered HTTP ${status}`;
  if (status >= 500 || [408, 425, 429].includes(status)) {
    return { ok: false, problem, retryable: true, broken: false, retryAfterMs };
  }
  if (status === 400) return refused(`${problem}: it refused the alert${quoted(text)}`, false);
  return refused(`${problem}; check its address (it must be Alertmanager itself, 0.16 or newer)`, true);
}

function quoted(text: string): string {
  const sentence = clipChars(visible(redactText(text.trim())), ERROR_CHARS);
  return sentence === '' ? '' : ` (${sentence})`;
}

function resultOf(
  instances: readonly Instance[],
  verdicts: readonly Verdict[],
  label: string,
  { log }: ChannelDeps,
): SendResult {
  const failures = verdicts.flatMap((verdict, i) =>
    verdict.ok ? [] : [{ ...verdict, host: instances[i]?.host ?? '' }],
  );
  const problems = failures.map(({ host, problem }) => `${host} ${problem}`).join(', ');
  const accepted = verdicts.length - failures.length;
  if (accepted > 0) {
    if (failures.length > 0) log.warn('alertmanager_instances_missed', { accepted, problems });
    const receipt = `${accepted} of ${verdicts.length} instances`;
    return { ok: true, receipt: failures.length === 0 ? receipt : `${receipt}; not ${problems}` };
  }
  const waits = failures.flatMap(({ retryAfterMs }) => (retryAfterMs === null ? [] : [retryAfterMs]));
  return {
    ok: false,
    problem: `${label}: ${problems}`,
    retryable: failures.some(({ retryable }) => retryable),
    broken: failures.every(({ broken }) => broken),
    // an instance that named no time may be asked at once
    ...(waits.length === failures.length ? { retryAfterMs: Math.min(...waits) } : {}),
  };
}

/** Reads each instance's status, which tells nobody anything. */
async function checkAll(instances: readonly Instance[], label: string, deps: ChannelDeps): Promise<CheckResult> {
  const answers = await Promise.all(
    instances.map(({ url, headers }) => call(`${url}/api/v2/status`, { headers: { ...headers } }, 'everything', deps)),
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
