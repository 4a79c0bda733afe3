import type { Command } from 'commander';
import { JSON_ARRAY_FLAG, JSON_MEANWHILE_FLAG, JSON_OBJECT_FLAG, ofAccount, YES_FLAG } from './configured.ts';
import { runs } from './run.ts';

/** Alarms of CloudWatch. */
export function addAlarms(program: Command): void {
  const alarms = program.command('alarms').description('alarms and dashboard of Amazon CloudWatch, from the metrics');
  addAlarmsList(alarms);
  addAlarmsPlan(alarms);
  addAlarmsApply(alarms);
  addAlarmsDestroy(alarms);
  addAlarmsPolicy(alarms);
}

function addAlarmsList(alarms: Command): void {
  ofAccount(alarms, 'list', 'show the alarms of the configuration: when each fires, how late, what to do')
    .option(...JSON_ARRAY_FLAG)
    .action(runs(() => import('../commands/alarms.ts'), 'alarmsListCommand'));
}

function addAlarmsPlan(alarms: Command): void {
  ofAccount(alarms, 'plan', 'show what apply would change; changes nothing')
    .option('--destroy', 'show what destroy would delete')
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/alarms.ts'), 'alarmsPlanCommand'));
}

function addAlarmsApply(alarms: Command): void {
  ofAccount(alarms, 'apply', 'create or update them to match the configuration')
    .option(...JSON_MEANWHILE_FLAG)
    .action(runs(() => import('../commands/alarms.ts'), 'alarmsApplyCommand'));
}

function addAlarmsDestroy(alarms: Command): void {
  ofAccount(alarms, 'destroy', 'delete those that relaywatch made')
    .option(...YES_FLAG)
    .option(...JSON_MEANWHILE_FLAG)
    .action(runs(() => import('../commands/alarms.ts'), 'alarmsDestroyCommand'));
}

function addAlarmsPolicy(alarms: Command): void {
  ofAccount(alarms, 'policy', 'print the IAM policy that these commands need').action(
    runs(() => import('../commands/alarms.ts'), 'alarmsPolicyCommand'),
  );
}
