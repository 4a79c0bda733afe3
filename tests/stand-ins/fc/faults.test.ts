import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { aFunction, fc2Client, fc3, fc3Client } from './fc-clients.ts';

let standIn: FcStandIn;

beforeEach(async () => {
  standIn = await startFcStandIn();
});
afterEach(() => standIn.close());

const createService = (name: string) => fc2Client(standIn).createService(name);
const createFunction = (functionName: string) => {
  const body = new fc3.CreateFunctionInput(aFunction({ functionName }));
  return fc3Client(standIn).createFunction(new fc3.CreateFunctionRequest({ body }));
};
const ids = () => standIn.resources().map(({ id }) => id);

describe.each([
  ['2.0', createService, 'services'],
  ['3.0', createFunction, 'functions'],
])('a request of %s that fails', (_, create, folder) => {
  it.each(['cut', 'http500'] as const)('before it was served has done nothing (%s)', async (how) => {
    standIn.failRequest({ request: 1, moment: 'before', how });
    await expect(create('a')).rejects.toThrow();
    expect(ids()).toEqual([]);
    await create('a');
    expect(ids()).toEqual([`${folder}/a`]);
  });

  it.each(['cut', 'http500'] as const)('after it was served took effect (%s)', async (how) => {
    standIn.failRequest({ request: 1, moment: 'after', how });
    await expect(create('a')).rejects.toThrow();
    expect(ids()).toEqual([`${folder}/a`]);
  });

  it('is the one that was asked for, counted from now', async () => {
    await create('a');
    standIn.failRequest({ request: 2, moment: 'before' });
    await create('b');
    await expect(create('c')).rejects.toThrow();
    await create('d');
    expect(ids()).toEqual([`${folder}/a`, `${folder}/b`, `${folder}/d`]);
  });

  it('is followed by others when the network is gone, until it heals', async () => {
    standIn.failRequest({ request: 1, moment: 'after', lasting: true });
    await expect(create('a')).rejects.toThrow();
    await expect(create('b')).rejects.toThrow();
    standIn.heal();
    await create('c');
    expect(ids()).toEqual([`${folder}/a`, `${folder}/c`]);
  });

  it('is refused in the way of the service', async () => {
    standIn.refuseNext({ code: 'ResourceExhausted', status: 429, matching: 'POST ' });
    await expect(create('a')).rejects.toMatchObject({ code: 'ResourceExhausted' });
    await create('a');
    expect(ids()).toEqual([`${folder}/a`]);
  });
});

describe('the log of requests', () => {
  it('names every one, those that failed included', async () => {
    standIn.failRequest({ request: 1, moment: 'before' });
    await expect(createService('a')).rejects.toThrow();
    await createFunction('a');
    expect(standIn.requests()).toEqual(['POST /2016-08-15/services', 'POST /2023-03-30/functions']);
  });

  it('holds paths that the service does not know, which it refuses', async () => {
    const unknown = fc3Client(standIn).describeRegions(new fc3.DescribeRegionsRequest({}));
    await expect(unknown).rejects.toMatchObject({ code: 'PathNotSupported' });
    expect((await fetch(`${standIn.url}/elsewhere`)).status).toBe(404);
    expect(standIn.requests()).toEqual(['GET /2023-03-30/regions', 'GET /elsewhere']);
  });
});
