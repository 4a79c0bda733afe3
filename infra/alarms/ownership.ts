/** The tag of every alarm that relaywatch makes; its value is the prefix. */
export const OWNER_TAG = 'relaywatch';

/** What ends the description of an alarm; it names the alarm, so that a copy made by hand does not count as ours. */
export function markOf(alarmName: string): string {
  return `[made by relaywatch: ${alarmName}]`;
}

/** What the text of a dashboard holds. Dashboards have one namespace for all regions, so it tells where they belong. */
export function dashboardMarkOf(prefix: string, region: string): string {
  return `made by relaywatch: ${prefix} in ${region}`;
}
