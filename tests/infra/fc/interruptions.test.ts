import { afterEach, describe, expect, it } from 'vitest';
import type { FcClient } from '../../../infra/fc/client.ts';
import { DeployError } from '../../../infra/fc/failure.ts';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { apply, clientAt, desired, destroy, plan, todo } from './a-deployment.ts';

useStandInKeys();

const open: FcStandIn[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((standIn) => standIn.close()));
});

async function aStandIn(): Promise<FcStandIn> {
  const standIn = await startFcStandIn({ now: () => Date.parse('2026-11-22T08:00:00Z') });
  open.push(standIn);
  return standIn;
}

/** What is there, without what no two makings have in common. */
function content(standIn: FcStandIn) {
  return standIn.resources().map(({ id, shown }) => {
    const { serviceId, functionId, triggerId, ...rest } = shown;
    return { id, ...rest };
  });
}

const isWrite = (line: string) => !line.startsWith('GET');

describe.each([2, 3] as const)('on FC %s.0, a deployment cut off', (version) => {
  const wanted = desired(version);
  const next = desired(
    version,
    { memoryMb: 512, schedule: '@every 2m' },
    { program: 'exports.handler = async () => 2;' },
  );

  /** From nothing, from a deployment and from a changed one: what is done, on what, and what shall be there then. */
  const stages = [
    { name: 'making it', prepare: async () => {}, run: (client: FcClient) => apply(wanted, client) },
    {
      name: 'changing it',
      prepare: (client: FcClient) => apply(wanted, client),
      run: (client: FcClient) => apply(next, client),
    },
    {
      name: 'destroying it',
      prepare: (client: FcClient) => apply(wanted, client),
      run: (client: FcClient) => destroy(wanted, client),
    },
  ];

  it.each(stages.flatMap((stage) => (['before', 'after'] as const).map((moment) => ({ ...stage, moment }))))(
    'while $name, $moment any call takes effect, is repaired by the same command',
    async ({ prepare, run, moment }) => {
      const standIn = await aStandIn();
      const client = await clientAt(standIn.url, version);
      await prepare(client);
      const before = standIn.requests().length;
      await run(client);
      const expected = content(standIn);
      const requests = standIn.requests().length - before;
      await destroy(wanted, client);

      for (let request = 1; request <= requests; request += 1) {
        await prepare(client);
        standIn.failRequest({ request, moment, lasting: true });
        await expect(run(client), `call ${request}`).rejects.toBeInstanceOf(DeployError);
        standIn.heal();
        await run(client);
        expect(content(standIn), `call ${request}`).toEqual(expected);
        await destroy(wanted, client);
        expect(standIn.resources(), `call ${request}`).toEqual([]);
      }
      expect(requests).toBeGreaterThanOrEqual(stages.length + 4);
    },
  );

  it('only reads for a plan', async () => {
    const standIn = await aStandIn();
    const client = await clientAt(standIn.url, version);
    await plan(wanted, client);
    expect(standIn.requests().filter(isWrite)).toEqual([]);
    await apply(wanted, client);
    const before = standIn.requests().length;
    expect(todo(await plan(wanted, client))).toEqual([]);
    expect(standIn.requests().slice(before).filter(isWrite)).toEqual([]);
  });

  it('is repaired when alias and versions were deleted by hand, as often as that happens', async () => {
    const standIn = await aStandIn();
    const client = await clientAt(standIn.url, version);
    await apply(wanted, client);
    for (const id of ['1', '2', '3']) {
      await client.deleteAlias('live');
      await client.deleteVersion(id);
      await apply(wanted, client);
      expect(todo(await plan(wanted, client))).toEqual([]);
    }
    expect(await client.aliases()).toMatchObject([{ name: 'live', versionId: '4' }]);
  });

  it('says how far it came', async () => {
    const standIn = await aStandIn();
    const client = await clientAt(standIn.url, version);
    standIn.refuseNext({ code: 'InternalServerError', status: 500, matching: '/triggers', times: 2 });
    const total = version === 2 ? 7 : 6;
    await expect(apply(wanted, client)).rejects.toThrow(
      `${total - 1} of ${total} changes are made; the same command continues from there`,
    );
  });
});
