import { describe, expect, it } from 'vitest';
import { planLines, planSummary } from '../../../infra/deploy/diff.ts';
import { isSecretField } from '../../../infra/fc/plan.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { apply, desired, destroy, plan, todo } from './a-deployment.ts';
import { createFakeFc, type FakeFc, writesOf } from './fake-fc.ts';

useStandInKeys();

const ALL = {
  2: ['service', 'function', 'version', 'alias', 'instance cap', 'async config', 'trigger'],
  3: ['function', 'version', 'alias', 'instance cap', 'async config', 'trigger'],
} as const;

async function deployed(version: 2 | 3): Promise<FakeFc> {
  const fake = createFakeFc(version);
  await apply(desired(version), fake);
  fake.calls.length = 0;
  return fake;
}

describe.each([2, 3] as const)('a plan for FC %s.0', (version) => {
  it('creates all of it, the timer last, and writes nothing by itself', async () => {
    const fake = createFakeFc(version);
    const steps = await plan(desired(version), fake);
    expect(steps.map(({ action, kind }) => `${action} ${kind}`)).toEqual(ALL[version].map((kind) => `create ${kind}`));
    expect(writesOf(fake)).toEqual([]);
  });

  it('has no changes right after apply, and neither has a second apply', async () => {
    const fake = await deployed(version);
    const steps = await plan(desired(version), fake);
    expect(planSummary(steps)).toBe(`no changes, ${ALL[version].length} unchanged`);
    expect(await apply(desired(version), fake)).toEqual([]);
    expect(writesOf(fake)).toEqual([]);
  });

  it.each([
    ['memory', { memoryMb: 512 }, {}],
    ['timeout', { timeoutSeconds: 60 }, {}],
    ['role', { role: 'acs:ram::1234567890123456:role/other' }, {}],
    ['log', { log: { project: 'p', logstore: 'l' } }, {}],
    ['code', {}, { program: 'exports.handler = async () => "new";' }],
    ['environment', {}, { environment: { HOOK_URL: 'https://hooks.example/secret-2' } }],
  ])('publishes a version and points the alias to it when the %s changes', async (_, settings, rest) => {
    const fake = await deployed(version);
    const done = await apply(desired(version, settings, rest), fake);
    expect(done.slice(-2)).toEqual(['create version 2', 'change alias live']);
    expect(fake.aliasMap.get('live')?.versionId).toBe('2');
    expect(todo(await plan(desired(version, settings, rest), fake))).toEqual([]);
  });

  it('changes the trigger alone when only the timer changes: that is in no version', async () => {
    const fake = await deployed(version);
    expect(await apply(desired(version, { schedule: '@every 5m', payload: 'x' }), fake)).toEqual([
      'change trigger timer',
    ]);
  });

  it('uploads code when it changes, and only then', async () => {
    const fake = await deployed(version);
    const before = fake.now.function?.codeChecksum;
    await apply(desired(version, { memoryMb: 512 }), fake);
    expect(fake.now.function?.codeChecksum).toBe(before);
    await apply(desired(version, { memoryMb: 512 }, { program: 'exports.handler = async () => "new";' }), fake);
    expect(fake.now.function?.codeChecksum).not.toBe(before);
  });

  it('tells the old and the new value of a field, and of variables the names alone', async () => {
    const fake = await deployed(version);
    const environment = { HOOK_URL: 'https://hooks.example/secret-2', TOKEN: 'secret-3' };
    const steps = await plan(desired(version, { memoryMb: 512 }, { environment }), fake);
    const text = planLines(steps, { isSecret: isSecretField }).join('\n');
    expect(text).toContain('memoryMb: 256 → 512');
    expect(text).toContain('environment.HOOK_URL: changed');
    expect(text).toContain('environment.TOKEN: new');
    expect(text).not.toContain('secret-');
  });

  it('tells names and not values of variables of a new function', async () => {
    const steps = await plan(desired(version), createFakeFc(version));
    const text = planLines(steps).join('\n');
    expect(text).toContain('HOOK_URL');
    expect(text).not.toContain('secret-1');
  });

  it.each<[string, (fake: FakeFc) => void, string[]]>([
    ['memory', (fake) => changeFunction(fake, { memoryMb: 128 }), ['change function relaywatch']],
    ['handler', (fake) => changeFunction(fake, { handler: 'other.handler' }), ['change function relaywatch']],
    ['environment', (fake) => changeFunction(fake, { environment: { HOOK_URL: 'x' } }), ['change function relaywatch']],
    ['code', (fake) => changeCode(fake), ['change function relaywatch']],
    ['timer', (fake) => changeTrigger(fake, { schedule: '@every 9m' }), ['change trigger timer']],
    ['timer switched off', (fake) => changeTrigger(fake, { enabled: false }), ['change trigger timer']],
    ['timer calling LATEST', (fake) => changeTrigger(fake, { qualifier: 'LATEST' }), ['change trigger timer']],
    ['timer deleted', (fake) => void fake.triggerMap.clear(), ['create trigger timer']],
    ['alias', (fake) => changeAlias(fake, { versionId: '7' }), ['change alias live']],
    ['alias sharing calls', (fake) => changeAlias(fake, { weights: { 7: 0.5 } }), ['change alias live']],
    ['alias deleted', (fake) => void fake.aliasMap.clear(), ['create alias live']],
    [
      'async config',
      (fake) => void fake.asyncMap.set('live', { retries: 3, eventAgeSeconds: 60 }),
      ['change async config relaywatch'],
    ],
    ['async config deleted', (fake) => void fake.asyncMap.clear(), ['create async config relaywatch']],
    ['instance cap', (fake) => void fake.caps.set('live', 5), ['change instance cap relaywatch']],
    ['instance cap deleted', (fake) => void fake.caps.clear(), ['create instance cap relaywatch']],
    ['version deleted', (fake) => void fake.versionList.splice(0), []],
  ])('shows what was changed by hand, and apply puts it right: %s', async (_, change, expected) => {
    const fake = await deployed(version);
    change(fake);
    const steps = todo(await plan(desired(version), fake));
    expect(steps).toEqual(expect.arrayContaining(expected));
    expect(steps.length).toBeGreaterThan(0);
    await apply(desired(version), fake);
    expect(todo(await plan(desired(version), fake))).toEqual([]);
  });

  it('says of code changed by hand that it was', async () => {
    const fake = await deployed(version);
    changeCode(fake);
    expect(planLines(await plan(desired(version), fake)).join('\n')).toMatch(
      /code: "changed by hand" → "[0-9a-f]{12}"/,
    );
  });

  it('keeps ten versions, and those that an alias of somebody else points to', async () => {
    const fake = await deployed(version);
    fake.aliasMap.set('theirs', { name: 'theirs', description: 'mine', versionId: '2', weights: {} });
    for (let round = 1; round <= 13; round += 1) {
      await apply(desired(version, {}, { environment: { ROUND: String(round) } }), fake);
    }
    expect(fake.versionList.map(({ id }) => id)).toEqual(['2', ...Array.from({ length: 10 }, (_, n) => String(n + 5))]);
    expect(todo(await plan(desired(version, {}, { environment: { ROUND: '13' } }), fake))).toEqual([]);
  });

  it('does not count or delete versions of others', async () => {
    const fake = await deployed(version);
    await fake.publishVersion('by hand');
    for (let round = 1; round <= 11; round += 1) {
      await apply(desired(version, {}, { environment: { ROUND: String(round) } }), fake);
    }
    expect(fake.versionList.filter(({ description }) => description === 'by hand')).toHaveLength(1);
    expect(fake.versionList).toHaveLength(11);
  });
});

describe.each([2, 3] as const)('what others made, on FC %s.0', (version) => {
  const theirs = { description: 'of somebody else' };

  it.each<['service' | 'function' | 'alias' | 'trigger', (fake: FakeFc) => void]>([
    ['function', (fake) => changeFunction(fake, theirs)],
    ['alias', (fake) => changeAlias(fake, theirs)],
    ['trigger', (fake) => changeTrigger(fake, theirs)],
  ])('is a conflict under the name of our %s: nothing is written', async (kind, change) => {
    const fake = await deployed(version);
    change(fake);
    const steps = await plan(desired(version), fake);
    expect(todo(steps)).toEqual([expect.stringContaining(`conflict ${kind}`)]);
    await expect(apply(desired(version), fake)).rejects.toMatchObject({
      reason: 'conflict',
      message: expect.stringMatching(/nothing was changed.*\n.*did not make.*no mark of relaywatch/s),
    });
    expect(writesOf(fake)).toEqual([]);
  });

  it('is a conflict when another deployment of relaywatch made it', async () => {
    const fake = await deployed(version);
    changeFunction(fake, { description: 'managed by relaywatch (other)' });
    await expect(apply(desired(version), fake)).rejects.toThrow(/it belongs to the deployment other/);
  });

  it('is not touched by destroy', async () => {
    const fake = await deployed(version);
    changeFunction(fake, theirs);
    if (fake.now.service) fake.now.service = { ...fake.now.service, ...theirs };
    await destroy(desired(version), fake);
    expect(writesOf(fake)).toEqual([]);
  });
});

describe.each([2, 3] as const)('destroy on FC %s.0', (version) => {
  it('deletes all of it, the timer first', async () => {
    const fake = await deployed(version);
    await destroy(desired(version), fake);
    expect(writesOf(fake)).toEqual([
      'deleteTrigger',
      'deleteAsyncConfig',
      'deleteInstanceCap',
      'deleteAlias',
      'deleteVersion',
      'deleteFunction',
      ...(version === 2 ? ['deleteService'] : []),
    ]);
    expect(await plan(desired(version), fake)).toHaveLength(ALL[version].length);
  });

  it('does nothing when nothing is there', async () => {
    const fake = createFakeFc(version);
    expect(await destroy(desired(version), fake)).toEqual([]);
    expect(writesOf(fake)).toEqual([]);
  });

  it('leaves what holds something of others, and says so', async () => {
    const fake = await deployed(version);
    fake.triggerMap.set('theirs', { ...desired(version).trigger, name: 'theirs', description: '' });
    const kept = await destroy(desired(version), fake);
    expect(kept[0]).toBe('function relaywatch stays, with trigger theirs, which this deployment did not make');
    expect([...fake.triggerMap.keys()]).toEqual(['theirs']);
    expect(fake.now.function).not.toBeNull();
    expect(fake.aliasMap.size).toBe(0);
  });
});

describe('destroy of a service that holds a function of others', () => {
  it('deletes our function and leaves the service', async () => {
    const fake = await deployed(2);
    fake.otherFunctions = ['report'];
    const kept = await destroy(desired(2), fake);
    expect(kept).toEqual(['service relaywatch stays, with function report, which this deployment did not make']);
    expect(fake.now.function).toBeNull();
    expect(fake.now.service).not.toBeNull();
  });
});

function changeFunction(fake: FakeFc, fields: Record<string, unknown>): void {
  const found = fake.now.function;
  if (found) fake.now.function = { ...found, fields: { ...found.fields, ...fields } };
}

function changeCode(fake: FakeFc): void {
  const found = fake.now.function;
  if (found) fake.now.function = { ...found, codeChecksum: 'another' };
}

function changeTrigger(fake: FakeFc, fields: Record<string, unknown>): void {
  const found = fake.triggerMap.get('timer');
  if (found) fake.triggerMap.set('timer', { ...found, ...fields });
}

function changeAlias(fake: FakeFc, fields: Record<string, unknown>): void {
  const found = fake.aliasMap.get('live');
  if (found) fake.aliasMap.set('live', { ...found, ...fields });
}
