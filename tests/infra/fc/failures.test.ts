import { afterEach, describe, expect, it } from 'vitest';
import { openFc } from '../../../infra/fc/open.ts';
import { fixedCredentials } from '../../../lib/aliyun/credentials.ts';
import { KeyChainError } from '../../../lib/aliyun/key-chain-error.ts';
import { type FcStandIn, type FcStandInOptions, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { apply, clientAt, desired, fcSettings, plan } from './a-deployment.ts';

useStandInKeys();

const standIns: FcStandIn[] = [];

afterEach(async () => {
  await Promise.all(standIns.splice(0).map((standIn) => standIn.close()));
});

async function aStandIn(options: FcStandInOptions = {}): Promise<FcStandIn> {
  const standIn = await startFcStandIn(options);
  standIns.push(standIn);
  return standIn;
}

const LOCAL = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };

describe.each([2, 3] as const)('a deployment on FC %s.0 says in a sentence', (version) => {
  const wanted = desired(version);
  const failure = async (standIn: FcStandIn, keys = LOCAL, settings: Record<string, unknown> = {}) => {
    const client = await openFc(fcSettings(version, { endpoint: standIn.url, ...settings }), {
      secrets: ['https://hooks.example/secret-1'],
      credentials: fixedCredentials(keys),
    });
    return apply(wanted, client).then(
      () => expect.fail('it went well'),
      (error: unknown) => error as Error & { reason: string },
    );
  };

  it('that the access key is unknown', async () => {
    const error = await failure(await aStandIn(), { accessKeyId: 'nobody', accessKeySecret: 'x' });
    expect(error.reason).toBe('credentials');
    expect(error.message).toMatch(/does not accept the access key.*check ALIBABA_CLOUD_ACCESS_KEY_ID/);
  });

  it('that its secret is wrong, without the string that was signed', async () => {
    const error = await failure(await aStandIn(), { ...LOCAL, accessKeySecret: 'wrong-secret' });
    expect(error.reason).toBe('credentials');
    expect(error.message).not.toMatch(/wrong-secret|local-access-key/);
  });

  it('which right is missing', async () => {
    const standIn = await aStandIn({ credentials: [{ ...LOCAL, denied: ['/triggers'] }] });
    const error = await failure(standIn);
    expect(error.reason).toBe('permission');
    expect(error.message).toMatch(/may not do \w+Triggers?: allow fc:\w+Triggers?; `relaywatch deploy policy`/);
  });

  it('which right is missing, as Function Compute itself spells it', async () => {
    const standIn = await aStandIn();
    const message =
      "the caller is not authorized to perform 'fc:CreateAlias' on resource 'acs:fc:cn-shanghai:1:services/relaywatch'";
    standIn.refuseNext({ code: 'AccessDenied', status: 403, message, matching: 'POST', times: 9 });
    expect((await failure(standIn)).message).toContain('allow fc:CreateAlias;');
  });

  it('that the role may not be handed over', async () => {
    const standIn = await aStandIn();
    const message = 'the caller is not authorized to perform ram:PassRole on the role';
    standIn.refuseNext({ code: 'AccessDenied', status: 403, message, matching: 'POST' });
    const error = await failure(standIn);
    expect(error.reason).toBe('permission');
    expect(error.message).toContain('allow it ram:PassRole');
  });

  it('that the role does not exist', async () => {
    const error = await failure(await aStandIn({ roles: [] }));
    expect(error.reason).toBe('role');
    expect(error.message).toMatch(/refused for deploy\.fc\.role.*trust policy that `relaywatch deploy policy` prints/);
  });

  it('that a quota is used up, and how far it came', async () => {
    const error = await failure(await aStandIn({ quotas: { versions: 0 } }));
    expect(error.reason).toBe('quota');
    expect(error.message).toMatch(/a quota of the account refuses Publish\w+Version.*limit of 0.*changes are made/);
  });

  it('that Function Compute is not opened', async () => {
    const standIn = await aStandIn();
    const message = 'FC service is not enabled for current user.';
    standIn.refuseNext({ code: 'AccessDenied', status: 403, message });
    const error = await failure(standIn);
    expect(error.reason).toBe('service-not-open');
    expect(error.message).toContain('open it once');
  });

  it('that the key is of another account', async () => {
    const standIn = await aStandIn();
    const message = "The service or function doesn't belong to you.";
    standIn.refuseNext({ code: 'AccessDenied', status: 403, message });
    expect((await failure(standIn)).message).toContain('is not one of the account deploy.fc.accountId');
  });

  it('that somebody made the function in the meantime', async () => {
    const standIn = await aStandIn();
    const message = "function 'relaywatch' already exists";
    standIn.refuseNext({ code: 'FunctionAlreadyExists', status: 409, message, matching: 'POST' });
    const error = await failure(standIn);
    expect(error.reason).toBe('conflict');
  });

  it('what it does not know, quoted without secrets', async () => {
    const standIn = await aStandIn();
    const message = 'variable HOOK_URL=https://hooks.example/secret-1 is odd, says local-access-key';
    standIn.refuseNext({ code: 'InvalidArgument', status: 400, message, matching: 'POST' });
    const error = await failure(standIn);
    expect(error.reason).toBe('refused');
    expect(error.message).toMatch(/was refused \(InvalidArgument\): variable HOOK_URL/);
    expect(error.message).not.toMatch(/secret-1|local-access-key/);
  });

  it('that there are no credentials at all', async () => {
    const standIn = await aStandIn();
    const client = await openFc(fcSettings(version, { endpoint: standIn.url }), {
      secrets: [],
      credentials: async () => Promise.reject(new KeyChainError('environment: not set')),
    });
    await expect(client.function()).rejects.toThrow(
      /no Alibaba Cloud credentials were found for .* \(environment: not set\); set/,
    );
  });

  it('that a name is taken, and touches nothing', async () => {
    const standIn = await aStandIn();
    const client = await clientAt(standIn.url, version);
    if (wanted.service) await client.createService({ ...wanted.service, description: 'by hand' });
    else await client.createFunction({ ...wanted.function, description: 'by hand' }, wanted.zip);
    const before = standIn.resources();
    const error = await failure(standIn);
    expect(error.message).toMatch(/nothing was changed, since names are taken:\n {2}\w+ relaywatch: .*did not make/);
    expect((await plan(wanted, client)).map(({ action }) => action)).toEqual(['conflict']);
    expect(standIn.resources()).toEqual(before);
  });
});
