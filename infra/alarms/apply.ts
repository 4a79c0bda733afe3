import pLimit from 'p-limit';
import { conflictsIn } from '../deploy/diff.ts';
import { AlarmsError } from './failure.ts';
import { OWNER_TAG } from './ownership.ts';
import type { Found, Step, Wanted } from './plan.ts';
import type { AlarmService } from './service.ts';

/** Parallel requests for tags; CloudWatch documents no limit for them. */
const READS_AT_ONCE = 4;

/** Finds out which of our resources exist. Reads only. @throws AlarmsError */
export async function look(wanted: Wanted, service: AlarmService): Promise<Found> {
  const [alarms, dashboard] = await Promise.all([
    service.alarms(`${wanted.prefix}-`),
    service.dashboard(wanted.prefix),
  ]);
  const limit = pLimit(READS_AT_ONCE);
  const withTags = alarms.map((alarm) => limit(async () => ({ ...alarm, tags: await service.tagsOf(alarm.arn) })));
  return { alarms: await Promise.all(withTags), dashboard };
}

/**
 * Carries out a plan step by step; deletions come last, in one call. When a step fails, the earlier ones stay in place,
 * and running it again continues from there.
 * @param onStep called after each step, with any warning from CloudWatch.
 * @throws AlarmsError; conflicts are reported before anything is written
 */
export async function perform(
  steps: readonly Step[],
  prefix: string,
  service: AlarmService,
  onStep: (step: Step, warnings: readonly string[]) => void = () => {},
): Promise<void> {
  refuseConflicts(steps);
  const todo = steps.filter(({ action }) => action !== 'nothing');
  const written = todo.filter(({ action }) => action !== 'delete');
  const deleted = todo.filter(({ action }) => action === 'delete');
  let done = 0;
  const tell = (step: Step, warnings: readonly string[] = []) => {
    done += 1;
    onStep(step, warnings);
  };
  try {
    for (const step of written) {
      tell(step, await write(step, prefix, service));
    }
    for (const step of deleted.filter(({ kind }) => kind === 'dashboard')) {
      await service.deleteDashboard(step.name);
      tell(step);
    }
    const alarms = deleted.filter(({ kind }) => kind === 'alarm');
    await service.deleteAlarms(alarms.map(({ name }) => name));
    for (const step of alarms) tell(step);
  } catch (error) {
    if (!(error instanceof AlarmsError)) throw error;
    const where = `${done} of ${todo.length} changes are made; the same command continues from there`;
    throw new AlarmsError(error.reason, `${error.message}. ${where}`);
  }
}

async function write(
  { action, name, alarm, dashboard }: Step,
  prefix: string,
  service: AlarmService,
): Promise<string[]> {
  if (dashboard !== undefined) return service.putDashboard(name, JSON.stringify(dashboard));
  if (alarm === undefined) return [];
  // an alarm is created and marked in one call, so none of ours can ever lack its mark
  await service.putAlarm(name, alarm.fields, action === 'create' ? { [OWNER_TAG]: prefix } : {});
  return [];
}

function refuseConflicts(steps: readonly Step[]): void {
  const conflicts = conflictsIn(steps);
  if (conflicts !== null)
    throw new AlarmsError('conflict', `nothing was changed, since names are taken:\n${conflicts}`);
}
