import type { Command } from 'commander';
import type { AlarmsDestroyFlags, AlarmsFlags, AlarmsPlanFlags } from '../commands/alarms.ts';
import { ofAccount, YES_FLAG } from './configured.ts';
import { exitsWith } from './run.ts';

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
    .option('--json', 'print one JSON array')
    .action(exitsWith(async (flags: AlarmsFlags) => (await import('../commands/alarms.ts')).alarmsListCommand(flags)));
}

function addAlarmsPlan(alarms: Command): void {
  ofAccount(alarms, 'plan', 'show what apply would change; changes nothing')
    .option('--destroy', 'show what destroy would delete')
    .option('--json', 'print one JSON object')
    .action(
      exitsWith(async (flags: AlarmsPlanFlags) => (await import('../commands/alarms.ts')).alarmsPlanCommand(flags)),
    );
}

function addAlarmsApply(alarms: Command): void {
  ofAccount(alarms, 'apply', 'create or update them to match the configuration')
    .option('--json', 'print one JSON object; what is done meanwhile goes to stderr')
    .action(exitsWith(async (flags: AlarmsFlags) => (await import('../commands/alarms.ts')).alarmsApplyCommand(flags)));
}

function addAlarmsDestroy(alarms: Command): void {
  ofAccount(alarms, 'destroy', 'delete those that relaywatch made')
    .option(...YES_FLAG)
    .option('--json', 'print one JSON object; what is done meanwhile goes to stderr')
    .action(
      exitsWith(async (flags: AlarmsDestroyFlags) =>
        (await import('../commands/alarms.ts')).alarmsDestroyCommand(flags),
      ),
    );
}

function addAlarmsPolicy(alarms: Command): void {
  ofAccount(alarms, 'policy', 'print the IAM policy that these commands need').action(
    exitsWith(async (flags: AlarmsFlags) => (await import('../commands/alarms.ts')).alarmsPolicyCommand(flags)),
  );
}
