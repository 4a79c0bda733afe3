import { type Section, sectionOf, sectionsOf } from './sections.ts';
import type { ConfigWarning } from './warnings.ts';

/**
 * Reports what a configuration leaves out so that somebody would miss alerts they count on. @param document as written,
 * or filled in
 */
export function configGaps(document: unknown): ConfigWarning[] {
  const { alerts, state, heartbeat, deploy } = sectionOf(document);
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
  ];
  return gaps.flatMap(([isThere, path, sentence]) => (isThere ? [{ path, sentence }] : []));
}

/** Whether `relaywatch alarms apply` would create an alarm that notifies somebody. */
function hasDeadMan({ metrics, deploy }: Section): boolean {
  const { topics } = sectionOf(sectionOf(deploy).alarms);
  const isPublished = sectionsOf(metrics).some(({ type }) => type === 'cloudwatch');
  return isPublished && Array.isArray(topics) && topics.length > 0;
}
