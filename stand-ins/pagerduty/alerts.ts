import { randomUUID } from 'node:crypto';
import type { PagerDutyEvent } from './event.ts';

/** One alert with its incident. After its end, the same key opens another. */
export interface PagerDutyAlert {
  readonly routingKey: string;
  readonly dedupKey: string;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  /** That of the trigger that opened it: PagerDuty does not change titles. */
  readonly summary: string;
  /** Of the latest trigger. */
  readonly severity: string;
  /** Triggers that it took, the first included. */
  readonly triggers: number;
  /** Times that on-call was notified: once when it opened, and when its urgency rose before anybody acknowledged. */
  readonly pages: number;
  /** What came, in order: `trigger: 62 of 62 relays stopped`. */
  readonly log: readonly string[];
}

export interface AlertBook {
  /** @returns the dedup key, a new one when the event has none */
  apply(event: PagerDutyEvent): string;
  alerts(): readonly PagerDutyAlert[];
  /** Ends and acknowledgements that belonged to no open alert. */
  dropped(): number;
}

const URGENT = ['critical', 'error'];

/**
 * Alerts by key, as documented: a trigger opens an alert or is added to the open one; an end without an
 * open alert of the same routing key is dropped.
 */
export function createAlertBook(): AlertBook {
  const alerts: PagerDutyAlert[] = [];
  let dropped = 0;
  return {
    alerts: () => alerts,
    dropped: () => dropped,
    apply(event) {
      const { routing_key: routingKey, dedup_key: dedupKey = randomUUID() } = event;
      const at = alerts.findIndex(
        (one) => one.routingKey === routingKey && one.dedupKey === dedupKey && one.status !== 'resolved',
      );
      const open = alerts[at];
      if (open) alerts[at] = changed(open, event);
      else if (event.event_action === 'trigger') alerts.push(opened(routingKey, dedupKey, event));
      else dropped += 1;
      return dedupKey;
    },
  };
}

function opened(routingKey: string, dedupKey: string, { payload }: PagerDutyEvent): PagerDutyAlert {
  const { summary = '', severity = 'critical' } = payload ?? {};
  const log = [`trigger: ${summary}`];
  return { routingKey, dedupKey, status: 'triggered', summary, severity, triggers: 1, pages: 1, log };
}

function changed(alert: PagerDutyAlert, { event_action: action, payload }: PagerDutyEvent): PagerDutyAlert {
  const log = [...alert.log, `${action}: ${payload?.summary ?? ''}`];
  switch (action) {
    case 'resolve':
      return { ...alert, log, status: 'resolved' };
    case 'acknowledge':
      return { ...alert, log, status: 'acknowledged' };
    case 'trigger': {
      const severity = payload?.severity ?? alert.severity;
      const isMoreUrgent = URGENT.includes(severity) && !URGENT.includes(alert.severity);
      const pages = alert.pages + (isMoreUrgent && alert.status === 'triggered' ? 1 : 0);
      return { ...alert, log, severity, pages, triggers: alert.triggers + 1 };
    }
  }
}
