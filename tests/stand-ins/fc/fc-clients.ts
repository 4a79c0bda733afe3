import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { zipSync } from 'fflate';
import type { FcStandIn } from '../../../stand-ins/fc/server.ts';

export const ACCOUNT = '1234567890123456';
export const ROLE = `acs:ram::${ACCOUNT}:role/relaywatch`;

/** What the tests read of answers, whatever was asked for. */
interface Shown {
  readonly functionName?: string;
  readonly description?: string;
  readonly codeChecksum?: string;
  readonly versionId?: string;
  readonly nextToken?: string;
  readonly tags?: Record<string, string>;
  readonly services?: readonly Shown[];
  readonly functions?: readonly Shown[];
  readonly triggers?: readonly Shown[];
  readonly versions?: readonly Shown[];
  readonly aliases?: readonly Shown[];
  readonly configs?: readonly Shown[];
}
interface Reply<T = Shown> {
  readonly headers: Record<string, string>;
  readonly data: T;
}
type Options = Record<string, unknown>;

/** What the tests use of `@alicloud/fc2`, which has no types. */
export interface Fc2 {
  createService(name: string, options?: Options): Promise<Reply>;
  getService(name: string, headers?: Options, qualifier?: string): Promise<Reply>;
  updateService(name: string, options: Options): Promise<Reply>;
  deleteService(name: string): Promise<Reply>;
  listServices(options?: Options): Promise<Reply>;
  createFunction(service: string, options: Options): Promise<Reply>;
  getFunction(service: string, name: string, headers?: Options, qualifier?: string): Promise<Reply>;
  updateFunction(service: string, name: string, options: Options): Promise<Reply>;
  deleteFunction(service: string, name: string): Promise<Reply>;
  listFunctions(service: string, options?: Options): Promise<Reply>;
  invokeFunction(
    service: string,
    name: string,
    event: string | Buffer | null,
    headers?: Options,
    qualifier?: string,
    options?: Options,
  ): Promise<Reply<unknown>>;
  createTrigger(service: string, name: string, options: Options): Promise<Reply>;
  getTrigger(service: string, name: string, trigger: string): Promise<Reply>;
  updateTrigger(service: string, name: string, trigger: string, options: Options): Promise<Reply>;
  deleteTrigger(service: string, name: string, trigger: string): Promise<Reply>;
  listTriggers(service: string, name: string): Promise<Reply>;
  publishVersion(service: string, description?: string): Promise<Reply>;
  listVersions(service: string): Promise<Reply>;
  deleteVersion(service: string, version: string): Promise<Reply>;
  createAlias(service: string, alias: string, version: string, options?: Options): Promise<Reply>;
  getAlias(service: string, alias: string): Promise<Reply>;
  updateAlias(service: string, alias: string, version: string): Promise<Reply>;
  deleteAlias(service: string, alias: string): Promise<Reply>;
  listAliases(service: string): Promise<Reply>;
  putOnDemandConfig(service: string, name: string, qualifier: string, options: Options): Promise<Reply>;
  getOnDemandConfig(service: string, name: string, qualifier: string): Promise<Reply>;
  deleteOnDemandConfig(service: string, name: string, qualifier: string): Promise<Reply>;
  listOnDemandConfigs(): Promise<Reply>;
  putFunctionAsyncConfig(service: string, name: string, qualifier: string, options: Options): Promise<Reply>;
  getFunctionAsyncConfig(service: string, name: string, qualifier: string): Promise<Reply>;
  deleteFunctionAsyncConfig(service: string, name: string, qualifier: string): Promise<Reply>;
  listFunctionAsyncConfigs(service: string, name: string): Promise<Reply>;
  tagResource(arn: string, tags: Record<string, string>): Promise<Reply>;
  untagResource(arn: string, keys: string[], all?: boolean): Promise<Reply>;
  getResourceTags(options: Options): Promise<Reply>;
}

interface Key {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

const LOCAL: Key = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };

const require = createRequire(import.meta.url);
const Fc2Client = require('@alicloud/fc2') as new (account: string, config: Options) => Fc2;

/** The vendor's client of 3.0; as CommonJS, since its default export is not the same everywhere. */
export const fc3 = require('@alicloud/fc20230330') as typeof import('@alicloud/fc20230330');
export type Fc3 = InstanceType<typeof fc3.default>;
const { $OpenApiUtil } = require('@alicloud/openapi-core') as typeof import('@alicloud/openapi-core');

export function fc2Client({ url }: FcStandIn, key: Key = LOCAL, account = ACCOUNT): Fc2 {
  const { accessKeyId, ...rest } = key;
  return new Fc2Client(account, { accessKeyID: accessKeyId, ...rest, region: 'cn-shanghai', endpoint: url });
}

/** @param signatureAlgorithm `v2` is the older of its two signatures */
export function fc3Client({ port }: FcStandIn, key: Key = LOCAL, signatureAlgorithm?: 'v2'): Fc3 {
  const config = {
    ...key,
    endpoint: `127.0.0.1:${port}`,
    protocol: 'HTTP',
    regionId: 'cn-shanghai',
    ...(signatureAlgorithm && { signatureAlgorithm }),
  };
  return new fc3.default(new $OpenApiUtil.Config(config));
}

interface Said {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** A request that no client would send, signed with the local key. */
export function fc2Call(standIn: FcStandIn, method: string, path: string, said: Said = {}) {
  return signedCall(standIn, method, `/2016-08-15${path}`, said, 'FC', 'sha256', (lines, pathname) =>
    [method, '', 'application/json', lines.date, pathname].join('\n'),
  );
}

/** The same to 3.0, with the older of its signatures. */
export function fc3Call(standIn: FcStandIn, method: string, path: string, said: Said = {}) {
  return signedCall(standIn, method, `/2023-03-30${path}`, said, 'acs', 'sha1', (lines, pathname, search) =>
    [method, lines.accept, '', 'application/json', lines.date, `${pathname}${search}`].join('\n'),
  );
}

async function signedCall(
  { url }: FcStandIn,
  method: string,
  path: string,
  { query = {}, body, headers = {} }: Said,
  scheme: string,
  hash: string,
  toSign: (lines: { date: string; accept: string }, path: string, search: string) => string,
) {
  const lines = { date: new Date().toUTCString(), accept: 'application/json' };
  const search = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  const signed = toSign(lines, withOwnHeaders(headers, path), search.length === 0 ? '' : `?${search.join('&')}`);
  const signature = createHmac(hash, LOCAL.accessKeySecret).update(signed).digest('base64');
  const sent = { ...lines, 'content-type': 'application/json', ...headers } as Record<string, string>;
  const response = await fetch(`${url}${path}?${search.join('&')}`, {
    method,
    headers: { ...sent, authorization: `${scheme} ${LOCAL.accessKeyId}:${signature}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** Headers of 2.0 that begin with `x-fc-` are signed, in lines before the path. */
function withOwnHeaders(headers: Readonly<Record<string, unknown>>, path: string): string {
  const own = Object.keys(headers).filter((name) => name.startsWith('x-fc-') && path.startsWith('/2016-08-15'));
  return `${own
    .toSorted()
    .map((name) => `${name}:${headers[name]}\n`)
    .join('')}${path}`;
}

/** A package with one file, as base64. */
export function packageOf(source: string, file = 'index.js'): string {
  return Buffer.from(zipSync({ [file]: Buffer.from(source) })).toString('base64');
}

/** A function that says hello, with what a test changes of it. */
export function aFunction(changes: Options = {}): Options {
  const zipFile = packageOf("exports.handler = async () => 'hello';");
  return { functionName: 'sweep', runtime: 'nodejs20', handler: 'index.handler', code: { zipFile }, ...changes };
}

export function aTimer(changes: Options = {}): Options {
  return { cronExpression: '@every 1m', enable: true, payload: '', ...changes };
}
