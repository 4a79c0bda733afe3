import { short } from '../../base/cut.ts';
import type { Notification } from '../../monitor/notification.ts';

/** Things to do, in words of no language. */
export type StepKey =
  | 'check-source'
  | 'check-destination'
  | 'gave-up'
  | 'see-console'
  | 'still-retries'
  | 'ask-who-stopped'
  | 'check-schedule'
  | 'check-stability'
  | 'find-expected'
  | 'stop-others'
  | 'extend-end'
  | 'check-permission'
  | 'check-network'
  | 'check-channel'
  | 'try-channel'
  | 'check-state'
  | 'check-account'
  | 'restart-one'
  | 'restart-each';

/** Live's reason of that meaning for a relay that is stopped. The documentation has a line about it, of unclear meaning. */
export const RETRIES_USED_UP = 'RetryTimesOffline';

/** What to do, in order. Nothing for what is over, or only reports. */
export function stepsFor(notification: Notification): readonly StepKey[] {
  const { kind, scope, affected, verdict } = notification;
  if (kind === 'resolved' || kind === 'report' || (kind === 'mute-ended' && affected === 0)) return [];
  if (kind === 'channel-broken' || scope.by === 'channel') return ['check-channel', 'try-channel'];
  if (kind === 'state-broken' || scope.by === 'state') return ['check-state'];
  if (scope.by === 'watched-account') return ['check-account'];
  if (scope.by === 'monitor' || verdict === 'monitor-blind') return ['check-permission', 'check-network'];
  const checks = kind === 'flapping' ? (['check-stability'] as const) : [];
  return [...checks, ...stepsOfVerdict(notification), ...restartSteps(notification)];
}

/** The last thing to do, as a command line to copy; null when there is none. */
export function commandFor(notification: Notification): string | null {
  const steps = stepsFor(notification);
  const whose = notification.account === undefined ? '' : ` --account ${shellWord(notification.account)}`;
  if (steps.includes('try-channel')) return `relaywatch test-alert ${shellWord(notification.scope.value)}${whose}`;
  if (steps.includes('check-state')) return `relaywatch check${whose}`;
  if (steps.includes('check-account')) return `relaywatch check --account ${shellWord(notification.scope.value)}`;
  const [first] = notification.examples;
  if (first === undefined || !steps.some((step) => step === 'restart-one' || step === 'restart-each')) return null;
  return `aliyun live RestartLivePullToPush --Region ${shellWord(first.region)} --TaskId ${shellWord(first.taskId)}`;
}

function stepsOfVerdict({ verdict, reason, scope }: Notification): readonly StepKey[] {
  if (scope.by === 'expectation') return ['find-expected'];
  switch (verdict as string) {
    case 'stopped':
      return stepsOfReason(reason, scope.by);
    case 'recovering':
      return [...stepsOfReason(reason, scope.by).filter((step) => step !== 'gave-up'), 'still-retries'];
    case 'missed-start':
      return ['check-schedule'];
    case 'stopped-unexplained':
    case 'stopped-by-user':
      return ['ask-who-stopped'];
    case 'expected-missing':
      return ['find-expected'];
    case 'destination-conflict':
      return ['stop-others'];
    case 'ending-soon':
      return ['extend-end'];
    case 'stalled':
      return ['check-source', 'see-console'];
    default:
      return ['see-console'];
  }
}

function stepsOfReason(reason: string, scopeBy: string): readonly StepKey[] {
  if (scopeBy === 'source' || reason === 'PullStreamFailed') return ['check-source'];
  if (scopeBy === 'destination' || reason === 'PushStreamFailed') return ['check-destination'];
  if (reason === RETRIES_USED_UP) return ['gave-up', 'check-source', 'check-destination'];
  return ['see-console', 'check-source', 'check-destination'];
}

/** A restart would not help when two share a destination, or when one is about to end as planned. */
function restartSteps({ examples, affected, verdict }: Notification): readonly StepKey[] {
  const [first] = examples;
  const helps = !['destination-conflict', 'ending-soon'].includes(verdict);
  if (!helps || first === undefined || first.taskId === '') return [];
  return [affected > 1 ? 'restart-each' : 'restart-one'];
}

/** One word of a shell, so that a copied command does no more than it says. */
function shellWord(text: string): string {
  const word = short(text, 100);
  return /^[\w.:@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
