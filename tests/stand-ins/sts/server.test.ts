import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedV2 } from '../../../lib/aliyun/signature.ts';
import { systemClock } from '../../../lib/base/time.ts';
import type { FaultyServer } from '../../../stand-ins/faulty-server.ts';
import { STAND_IN_KEYS } from '../../../stand-ins/keys.ts';
import { startStsStandIn } from '../../../stand-ins/sts/server.ts';

const ROLE = 'acs:ram::1234567890123456:role/reader';
const KEYS = { accessKeyId: 'STS.id', accessKeySecret: 'secret', securityToken: 'token' };
let sts: FaultyServer;

beforeAll(async () => {
  const trusts = [STAND_IN_KEYS.accessKeyId];
  sts = await startStsStandIn({ roles: [{ roleArn: ROLE, trusts, externalId: 'ours', keys: KEYS }] });
});
afterAll(() => sts.close());

async function assume(query: Readonly<Record<string, string>>, keys = STAND_IN_KEYS) {
  const call = {
    action: 'AssumeRole',
    version: '2015-04-01',
    method: 'POST',
    protocol: 'http',
    host: `127.0.0.1:${sts.port}`,
    query: { RoleSessionName: 'test', RoleArn: ROLE, ExternalId: 'ours', ...query },
  } as const;
  const { url, headers } = signedV2(call, keys, systemClock.nowUtc());
  const answer = await fetch(url, { method: 'POST', headers: { ...headers } });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('the stand-in of STS', () => {
  it('gives the keys of a role to whom it trusts', async () => {
    const { status, body } = await assume({});
    expect(status).toBe(200);
    expect(body.Credentials).toMatchObject({ AccessKeyId: 'STS.id', SecurityToken: 'token' });
    expect(body.AssumedRoleUser).toMatchObject({ Arn: `${ROLE}/test` });
  });

  it.each([
    ['another external id', { ExternalId: 'theirs' }, STAND_IN_KEYS, 'NoPermission'],
    ['a role that is not there', { RoleArn: 'acs:ram::1:role/x' }, STAND_IN_KEYS, 'EntityNotExist.Role'],
    ['keys for too short', { DurationSeconds: '60' }, STAND_IN_KEYS, 'InvalidParameter.DurationSeconds'],
    ['unknown keys', {}, { accessKeyId: 'other', accessKeySecret: 's' }, 'InvalidAccessKeyId.NotFound'],
    ['a wrong secret', {}, { ...STAND_IN_KEYS, accessKeySecret: 's' }, 'SignatureDoesNotMatch'],
  ])('refuses %s', async (_, query, keys, code) => {
    expect((await assume(query, keys)).body.Code).toBe(code);
  });
});
