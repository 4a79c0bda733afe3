import { ACTION_LISTS } from './alarm-rules.ts';
import type { Json } from './metric-rules.ts';
import { badCombination, invalidValue } from './refusals.ts';

const ALARM_TYPES = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];
const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** @returns whether an alarm in this state is asked for. @throws RefusedRequest for filters that the service refuses */
export function checkAlarmQuery(input: Json): (alarm: Json, state: string) => boolean {
  const { AlarmNames, AlarmNamePrefix, AlarmTypes = ['MetricAlarm'], StateValue, ActionPrefix } = input;
  if (AlarmNames !== undefined && AlarmNamePrefix !== undefined)
    throw badCombination('AlarmNames and AlarmNamePrefix cannot be given together');
  if (AlarmNames !== undefined && (!Array.isArray(AlarmNames) || AlarmNames.length > 100))
    throw invalidValue('AlarmNames is not a list of at most 100');
  if (!Array.isArray(AlarmTypes) || !AlarmTypes.every((type) => ALARM_TYPES.includes(String(type))))
    throw invalidValue('AlarmTypes has one that is not known');
  if (StateValue !== undefined && !STATES.includes(String(StateValue)))
    throw invalidValue('StateValue is not one of the known');
  return (alarm, state) =>
    AlarmTypes.includes('MetricAlarm') &&
    (!Array.isArray(AlarmNames) || AlarmNames.length === 0 || AlarmNames.includes(alarm.AlarmName)) &&
    String(alarm.AlarmName).startsWith(String(AlarmNamePrefix ?? '')) &&
    (StateValue === undefined || StateValue === state) &&
    (ActionPrefix === undefined || actionsOf(alarm).some((arn) => arn.startsWith(String(ActionPrefix))));
}

function actionsOf(alarm: Json): string[] {
  return ACTION_LISTS.flatMap((list) => (Array.isArray(alarm[list]) ? alarm[list].map(String) : []));
}
