import { type Section, sectionOf, sectionsOf } from './sections.ts';
import type { ConfigWarning } from './warnings.ts';

/**
 * Reports what a configuration leaves out so that somebody would miss alerts they count on. @param document as written,
 * or filled in
 */
export function configGaps(document: unknown): ConfigWarning[] {
  const { alerts, state, heartbeat, deploy, callbacks } = sectionOf(document);
  const channels = sectionsOf(alerts).map(({ type }) => type);
  const gaps: [boolean, string, string][] = [
    [channels.length === 0, 'alerts', 'no channel, so nobody is notified of anything'],
    [
      channels.length > 0 && channels.every((type) => type === 'console'),
      'alerts',
      'only the console, which wakes nobody',
    ],
    [
      state === undefined,
      'state',
      'none, so nothing is remembered: each sweep reports everything that is stopped again, and never that it recovered',
    ],
    [
      sectionOf(state).type === 'file' && sectionOf(deploy).fc !== undefined,
      'state',
      'a folder, which is lost with each instance of Function Compute; use oss or s3',
    ],
    [
      heartbeat === undefined && !hasDeadMan(sectionOf(document)),
      'heartbeat',
      'none, and no CloudWatch alarms with a topic (deploy.alarms.topics), so nobody notices when sweeps stop',
    ],
    [
      callbacks !== undefined && state === undefined,
      'callbacks',
      'no state beside them, where they would be kept: what receives callbacks cannot accept any',
    ],
    [
      callbacks !== undefined && sectionOf(callbacks).token === undefined,
      'callbacks.token',
      'none: sweeps look for callbacks, but nothing can receive any, and `relaywatch callbacks set` has no address to give',
    ],
    ...receiverGaps(sectionOf(document)),
  ];
  return gaps.flatMap(([isThere, path, sentence]) => (isThere ? [{ path, sentence }] : []));
}

/** Whether `relaywatch alarms apply` would create an alarm that notifies somebody. */
function hasDeadMan({ metrics, deploy }: Section): boolean {
  const { topics } = sectionOf(sectionOf(deploy).alarms);
  const isPublished = sectionsOf(metrics).some(({ type }) => type === 'cloudwatch');
  return isPublished && Array.isArray(topics) && topics.length > 0;
}

/** A receiver that is to be deployed, and that nobody would call. */
function receiverGaps({ deploy, callbacks }: Section): [boolean, string, string][] {
  const { fc, aws } = sectionOf(deploy);
  const isDeployed = [fc, aws].some((cloud) => sectionOf(cloud).callbacks === true);
  const { token, url } = sectionOf(callbacks);
  return [
    [
      isDeployed && callbacks === undefined,
      'callbacks',
      'none, although the receiver is to be deployed (deploy.fc.callbacks, deploy.aws.callbacks): it needs a token',
    ],
    [
      isDeployed && token !== undefined && url === undefined,
      'callbacks.url',
      'none, so `relaywatch callbacks set` cannot give relays the address of the receiver, which `deploy apply` tells',
    ],
  ];
}
