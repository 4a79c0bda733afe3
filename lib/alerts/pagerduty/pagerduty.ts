import type { AlertChannel } from '../channel.ts';
import { askReceiver, type ChannelDeps, channelTo, labelOf } from '../http-channel.ts';
import { type Judgement, sendResultOf } from '../judgement.ts';
import { wordsOf } from '../words.ts';
import { judgePagerDuty } from './answer.ts';
import { orphanResolve, pagerDutyEvent } from './event.ts';

export interface PagerDutySettings {
  readonly name?: string;
  /** The integration key of an Events API v2 integration. A secret as a whole. */
  readonly routingKey: string;
  /** Scheme and host. Default: `https://events.pagerduty.com`; accounts of other service regions have their own. */
  readonly endpoint?: string;
}

const DEFAULT_ENDPOINT = 'https://events.pagerduty.com';
/** Source: PagerDuty developer docs, "Events API Rate Limits": about this many a minute and integration key, sliding. */
const PER_MINUTE = 120;

/**
 * Sends events to PagerDuty, one alert a cause: its dedup key is the cause's for its whole life.
 *
 * What on-call gets. An `open` opens an alert and an incident, and pages. PagerDuty itself then repeats and escalates
 * until somebody acknowledges. `growth`, `reminder`, `flapping` and `update` are triggers with the same key: each is
 * added to the open alert's log, with the new counts, and makes no second incident. A severity that rose from `warning`
 * to `critical` makes the incident urgent (where the service notifies by severity), which pages anew. Otherwise an
 * incident that somebody has acknowledged stays quiet: PagerDuty sends nothing on it, whatever comes, until its
 * acknowledgement times out (a setting of the service). `resolved` ends alert and incident.
 *
 * A key of its own for each growth would page again, and would leave alerts that no end closes: which keys were used
 * is not known when the end is sent, and an end without an alert is dropped with the same 202. So there is one.
 * `summary` and `mute-ended` have no end; somebody closes them, or the service's auto-resolve.
 *
 * `check` sends an end that belongs to no alert: it is accepted and dropped, and a malformed key is refused.
 * Source: PagerDuty developer docs, Events API v2, "Alert De-Duplication" and "Event Action Behavior" (9422439);
 * PagerDuty support, "Dynamic Notifications".
 */
export function createPagerDutyChannel(settings: PagerDutySettings, deps: ChannelDeps): AlertChannel {
  const label = labelOf('PagerDuty', settings.name);
  const { name = 'pagerduty', routingKey } = settings;
  const url = enqueueUrl(settings);
  const target = url === null ? NO_URL : { url };
  // one update a sweep would fill the alert's log and the budget, and reopen what a human closed
  const facts = { name, type: 'pagerduty', label, perMinute: PER_MINUTE, takesUpdates: false, target };
  return channelTo(facts, deps.log, {
    async send({ url }, notification, signal) {
      const event = pagerDutyEvent(routingKey, notification, wordsOf(notification, deps));
      return sendResultOf(await enqueue(url, event, routingKey, deps, signal), label, notification.dedupKey);
    },
    async check({ url }) {
      const judgement = await enqueue(url, orphanResolve(routingKey), routingKey, deps);
      if (judgement.kind !== 'accepted') return { ok: false, problem: `${label} ${judgement.problem}` };
      return { ok: true, detail: `${label} took an end that belongs to no alert, and tells nobody of it` };
    },
  });
}

const NO_URL = 'its endpoint is not a URL of scheme and host; it looks like https://events.pagerduty.com';

function enqueueUrl({ endpoint = DEFAULT_ENDPOINT }: PagerDutySettings): string | null {
  if (!URL.canParse(endpoint)) return null;
  const { protocol, origin, username, password } = new URL(endpoint);
  return /^https?:$/.test(protocol) && username + password === '' ? `${origin}/v2/enqueue` : null;
}

async function enqueue(
  url: string,
  body: string,
  routingKey: string,
  deps: ChannelDeps,
  signal?: AbortSignal,
): Promise<Judgement> {
  const request = { url, method: 'POST', headers: { 'content-type': 'application/json' }, body } as const;
  return judgePagerDuty(await askReceiver(request, 'everything', deps, signal), routingKey);
}
