import { type FaultyServer, type Reply, startFaultyServer, type WholeRequest } from '../faulty-server.ts';
import { STAND_IN_KEYS } from '../keys.ts';
import { ApiError, missing } from '../live/api-error.ts';
import { Authenticator, type Credential } from '../live/authenticate.ts';
import { errorReply, goodReply } from '../live/reply.ts';
import { type RpcCall, rpcCallOf } from '../live/rpc-call.ts';

/** A role that can be assumed. */
export interface Role {
  readonly roleArn: string;
  /** Access key ids that its trust policy names. */
  readonly trusts: readonly string[];
  readonly externalId?: string;
  /** The keys that it gives. */
  readonly keys: Required<Pick<Credential, 'accessKeyId' | 'accessKeySecret' | 'securityToken'>>;
}

export interface StsOptions {
  readonly port?: number;
  readonly credentials?: readonly Credential[];
  readonly roles: readonly Role[];
  /** Wall clock, Unix milliseconds. */
  readonly now?: () => number;
}

const STS = { name: 'Sts', host: 'sts.aliyuncs.com' };
const SHORTEST_SECONDS = 900;

/** A stand-in of STS that knows AssumeRole. DIFFERENCES.md lists where it differs from the service. */
export async function startStsStandIn({
  port,
  credentials = [STAND_IN_KEYS],
  roles,
  now = Date.now,
}: StsOptions): Promise<FaultyServer> {
  const authenticator = new Authenticator(credentials);
  const answer = (request: WholeRequest): Reply => {
    try {
      const call = rpcCallOf(request.raw, request.body);
      const caller = authenticator.check(call, now());
      return sent(goodReply('AssumeRole', assumed(call, caller, roles, now()), 'json'));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return sent(errorReply(error, 'json', undefined, STS));
    }
  };
  return startFaultyServer(answer, port === undefined ? {} : { port });
}

function assumed(call: RpcCall, caller: Credential, roles: readonly Role[], nowMs: number) {
  if (call.action !== 'AssumeRole' || call.version !== '2015-04-01')
    throw new ApiError('InvalidAction.NotFound', 'Specified api is not found.', 404);
  const { parameters } = call;
  const session = parameters.get('RoleSessionName');
  if (!session) throw missing('RoleSessionName');
  const seconds = Number(parameters.get('DurationSeconds') ?? 3_600);
  if (seconds < SHORTEST_SECONDS)
    throw new ApiError('InvalidParameter.DurationSeconds', 'The Min/Max value of DurationSeconds is 15min/1hr.');
  const role = roles.find(({ roleArn }) => roleArn === parameters.get('RoleArn'));
  if (role === undefined) throw new ApiError('EntityNotExist.Role', 'The role not exists.', 404);
  const isTrusted = role.trusts.includes(caller.accessKeyId);
  if (!isTrusted || (role.externalId !== undefined && parameters.get('ExternalId') !== role.externalId)) {
    const text = 'You are not authorized to do this action. You should be authorized by RAM.';
    throw new ApiError('NoPermission', text, 403);
  }
  const { accessKeyId, accessKeySecret, securityToken } = role.keys;
  return {
    AssumedRoleUser: { Arn: `${role.roleArn}/${session}`, AssumedRoleId: `300000000000000000:${session}` },
    Credentials: {
      AccessKeyId: accessKeyId,
      AccessKeySecret: accessKeySecret,
      SecurityToken: securityToken,
      Expiration: new Date(nowMs + seconds * 1_000).toISOString().replace(/\.\d+Z$/, 'Z'),
    },
  };
}

function sent({ status, headers, body }: ReturnType<typeof goodReply>): Reply {
  return { status, headers, body: body.toString() };
}
