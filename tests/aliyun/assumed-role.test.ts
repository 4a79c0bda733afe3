import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assumedRole } from '../../lib/aliyun/assumed-role.ts';
import { fixedCredentials } from '../../lib/aliyun/credentials.ts';
import { KeyChainError } from '../../lib/aliyun/key-chain-error.ts';
import { systemClock as clock } from '../../lib/base/time.ts';
import type { FaultyServer } from '../../stand-ins/faulty-server.ts';
import { STAND_IN_KEYS } from '../../stand-ins/keys.ts';
import { startStsStandIn } from '../../stand-ins/sts/server.ts';

const ROLE = 'acs:ram::1234567890123456:role/reader';
const KEYS = { accessKeyId: 'STS.id', accessKeySecret: 'of the role', securityToken: 'token' };
let sts: FaultyServer;

beforeAll(async () => {
  const trusts = [STAND_IN_KEYS.accessKeyId];
  sts = await startStsStandIn({ roles: [{ roleArn: ROLE, trusts, externalId: 'ours!', keys: KEYS }] });
});
afterAll(() => sts.close());

const assuming = (role: { readonly roleArn?: string; readonly externalId?: string } = {}, keys = STAND_IN_KEYS) => {
  const wanted = { roleArn: ROLE, externalId: 'ours!', stsEndpoint: `127.0.0.1:${sts.port}`, ...role };
  return assumedRole(wanted, fixedCredentials(keys), { clock });
};
const whyNot = (credentials: ReturnType<typeof assumedRole>) =>
  credentials().then(
    () => 'there were keys',
    (error: Error) => [error instanceof KeyChainError, error.message],
  );

describe('an assumed role', () => {
  it('has the keys that STS gives for our own, and asks for them once', async () => {
    const before = sts.requests().length;
    const credentials = assuming();
    expect(await credentials()).toEqual(KEYS);
    expect(await credentials()).toEqual(KEYS);
    expect(sts.requests().length - before).toBe(1);
    const [request] = sts.requests().slice(before);
    expect(String(request?.body)).toContain('RoleSessionName=relaywatch');
  });

  it.each([
    ['whose trust policy does not name us', assuming, { externalId: 'theirs' }, /our keys may not assume it/],
    ['that is not there', assuming, { roleArn: 'acs:ram::123456:role/gone' }, /role\/gone: there is no such role/],
  ])('%s says so', async (_, make, role, sentence) => {
    expect(await whyNot(make(role))).toEqual([true, expect.stringMatching(sentence)]);
  });

  it('says what is wrong with our own keys, and never quotes a request', async () => {
    const why = await whyNot(assuming({}, { ...STAND_IN_KEYS, accessKeySecret: 'wrong' }));
    expect(why).toEqual([true, `STS refused the role ${ROLE}: the secret of our own access key is wrong`]);
    sts.failNext({ status: 500, body: 'Signature=canary' });
    expect(await whyNot(assuming())).toEqual([true, `STS refused the role ${ROLE}: HTTP 500`]);
    sts.failNext('disconnect');
    expect(await whyNot(assuming())).toEqual([true, expect.stringMatching(/could not be asked for the role/)]);
  });

  it('is asked for again after a refusal', async () => {
    sts.failNext({ status: 503 });
    const credentials = assuming();
    await whyNot(credentials);
    expect(await credentials()).toEqual(KEYS);
  });
});
