import { describe, expect, it } from 'vitest';
import { comparable } from '../../../infra/alarms/observed.ts';
import { markOf } from '../../../infra/alarms/ownership.ts';
import { type FoundAlarm, stepsTo, stepsToNothing } from '../../../infra/alarms/plan.ts';
import { actionsOf, wantedOf } from './a-rig.ts';
import type { Parts } from './a-target.ts';

const ONE_ALARM: Parts = {
  alerts: [],
  alarms: { stopped: { PullStreamFailed: 0, PushStreamFailed: 0, UnknownError: 0, none: 0 }, dashboard: false },
};
const wanted = { ...wantedOf(ONE_ALARM), alarms: wantedOf(ONE_ALARM).alarms.slice(0, 1) };
const [planned] = wanted.alarms;
if (!planned) throw new Error('no alarm is planned');
const { name, fields } = planned;

function existing(parts: Partial<FoundAlarm> = {}): FoundAlarm {
  return {
    name,
    arn: `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${name}`,
    type: 'metric',
    description: fields.description,
    fields: comparable(fields),
    tags: { relaywatch: 'relaywatch' },
    ...parts,
  };
}
const plan = (alarms: readonly FoundAlarm[], dashboard: string | null = null) =>
  actionsOf(stepsTo(wanted, { alarms, dashboard }));
const planDestroy = (alarms: readonly FoundAlarm[], dashboard: string | null = null) =>
  actionsOf(stepsToNothing(wanted, { alarms, dashboard }));
const stale = (parts: Partial<FoundAlarm> = {}) =>
  existing({ name: 'relaywatch-old', description: markOf('relaywatch-old'), ...parts });
const marked = (prefix: string) =>
  JSON.stringify({ widgets: [{ properties: { markdown: `made by relaywatch: ${prefix} in eu-central-1` } }] });

describe('a plan', () => {
  it.each<[string, FoundAlarm[], string[]]>([
    ['creates what is not there', [], [`create alarm ${name}`]],
    ['leaves what is as it shall be', [existing()], []],
    ['changes what is not', [existing({ fields: { ...comparable(fields), threshold: 9 } })], [`change alarm ${name}`]],
    ['leaves one without our tag', [existing({ tags: {} })], [`conflict alarm ${name}`]],
    ['leaves one of another prefix', [existing({ tags: { relaywatch: 'other' } })], [`conflict alarm ${name}`]],
    ['leaves a composite one, whatever its tags', [existing({ type: 'composite' })], [`conflict alarm ${name}`]],
    ['deletes ours that nobody asks for', [existing(), stale()], ['delete alarm relaywatch-old']],
    ['keeps such a one without our tag', [existing(), stale({ tags: {} })], []],
    ['keeps such a one that is marked as another', [existing(), stale({ description: markOf('relaywatch-x') })], []],
  ])('%s', (_name, alarms, actions) => {
    expect(plan(alarms)).toEqual(actions);
  });

  it('does not mind the order of actions', () => {
    const topics = { alarmActions: ['a', 'b'] };
    const both = { ...wanted, alarms: [{ ...planned, fields: { ...fields, ...topics } }] };
    const turned = { ...comparable({ ...fields, alarmActions: ['b', 'a'] }) };
    expect(actionsOf(stepsTo(both, { alarms: [existing({ fields: turned })], dashboard: null }))).toEqual([]);
  });

  it.each([
    ['deletes the dashboard that is no longer wanted', marked('relaywatch'), ['delete dashboard relaywatch']],
    ["leaves another's dashboard alone", marked('other'), []],
    ['leaves a dashboard alone that is not even JSON', '{', []],
    ['leaves a dashboard alone that has no widgets', 'null', []],
  ])('%s', (_name, dashboard, actions) => {
    expect(plan([existing()], dashboard)).toEqual(actions);
  });
});

describe('the plan of a destroy', () => {
  it.each<[string, FoundAlarm[], string[]]>([
    ['deletes ours, also with another description', [existing({ description: 'mine' })], [`delete alarm ${name}`]],
    ['deletes ours that nobody asks for', [stale()], ['delete alarm relaywatch-old']],
    ['leaves all others', [existing({ tags: {} }), stale({ tags: {} }), stale({ description: '' })], []],
  ])('%s', (_name, alarms, actions) => {
    expect(planDestroy(alarms)).toEqual(actions);
  });

  it('deletes the dashboard only when it has our mark', () => {
    expect(planDestroy([], marked('relaywatch'))).toEqual(['delete dashboard relaywatch']);
    expect(planDestroy([], marked('other'))).toEqual([]);
  });
});
