import type { MaintenanceWindow } from '../../lib/monitor/mutes.ts';

/** A maintenance window that begins at noon and lasts an hour. */
export const aWindow = (parts: Partial<MaintenanceWindow> = {}): MaintenanceWindow => ({
  name: 'weekly',
  cron: '0 12 * * *',
  durationMinutes: 60,
  timeZone: 'UTC',
  ...parts,
});
