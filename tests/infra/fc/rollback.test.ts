import { describe, expect, it } from 'vitest';
import { look } from '../../../infra/fc/look.ts';
import { rollBack, rollbackOf } from '../../../infra/fc/rollback.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { apply, desired, plan, todo } from './a-deployment.ts';
import { createFakeFc, type FakeFc } from './fake-fc.ts';

useStandInKeys();

describe.each([2, 3] as const)('a rollback on FC %s.0', (version) => {
  const round = (number: number) => desired(version, {}, { environment: { ROUND: String(number) } });
  const back = async (fake: FakeFc) => {
    const found = await look(fake, round(1).id, version === 2);
    const change = rollbackOf(found, round(1).id);
    await rollBack(change, found, round(1).id, fake);
    return `${change.from.id} → ${change.to.id}`;
  };
  const deployedTimes = async (times: number) => {
    const fake = createFakeFc(version);
    for (let number = 1; number <= times; number += 1) await apply(round(number), fake);
    return fake;
  };

  it('goes one version back each time, and stops at the first', async () => {
    const fake = await deployedTimes(3);
    expect([await back(fake), await back(fake)]).toEqual(['3 → 2', '2 → 1']);
    expect(fake.aliasMap.get('live')?.versionId).toBe('1');
    await expect(back(fake)).rejects.toThrow(
      'there is no version before 1, which runs now; versions of this deployment: 3, 2, 1',
    );
  });

  it('leaves out versions of others', async () => {
    const fake = await deployedTimes(1);
    await fake.publishVersion('by hand');
    await apply(round(2), fake);
    expect(await back(fake)).toBe('3 → 1');
  });

  it('is undone by apply, without a new version', async () => {
    const fake = await deployedTimes(2);
    await back(fake);
    expect(todo(await plan(round(2), fake))).toEqual(['change alias live']);
    expect(await apply(round(2), fake)).toEqual(['change alias live']);
    expect(fake.aliasMap.get('live')?.versionId).toBe('2');
  });

  it('says so when nothing is deployed', async () => {
    await expect(back(createFakeFc(version))).rejects.toThrow('nothing of this deployment is there');
  });
});
