/** The tag of every alarm that relaywatch makes; its value is the prefix. */
export const OWNER_TAG = 'relaywatch';

/** The end of an alarm's description; it names the alarm, so that a copy made by hand does not count as ours. */
export function markOf(alarmName: string): string {
  return `[made by relaywatch: ${alarmName}]`;
}

/** A mark in the text of a dashboard. Dashboards share one namespace over all regions, so it names the region. */
export function dashboardMarkOf(prefix: string, region: string): string {
  return `made by relaywatch: ${prefix} in ${region}`;
}
