import { randomUUID } from 'node:crypto';
import {
  type FaultyServer,
  type HttpFault,
  type Reply,
  startFaultyServer,
  type WholeRequest,
} from '../faulty-server.ts';
import { ApiError } from '../live/api-error.ts';
import { Authenticator, type Credential } from '../live/authenticate.ts';
import type { RpcCall } from '../live/rpc-call.ts';
import { type ReportedMetric, readMetricList } from './custom-metrics.ts';

export interface CloudMonitorOptions {
  readonly port?: number;
  readonly credentials?: readonly Credential[];
  /** Metrics of this name are refused, and with them their whole call. */
  readonly refuses?: readonly string[];
  readonly failWith?: HttpFault;
  /** The service's clock. Default: the machine's. */
  readonly now?: () => number;
}

export interface CloudMonitorStandIn extends FaultyServer {
  /** Every value accepted, in order. */
  reported(): readonly ReportedMetric[];
}

const LOCAL_KEYS: Credential = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };

/**
 * CloudMonitor's PutCustomMetric (2019-01-01) on loopback; it verifies signatures as Live's stand-in does.
 * DIFFERENCES.md says what it does not do.
 */
export async function startCloudMonitorStandIn(options: CloudMonitorOptions = {}): Promise<CloudMonitorStandIn> {
  const { credentials = [LOCAL_KEYS], refuses = [], now = Date.now } = options;
  const authenticator = new Authenticator(credentials);
  const reported: ReportedMetric[] = [];
  const server = await startFaultyServer((request) => {
    try {
      const call = callOf(request);
      const { denied = [] } = authenticator.check(call, now());
      if (call.version !== '2019-01-01') throw new ApiError('InvalidVersion', 'Specified version is not valid.', 404);
      if (call.action !== 'PutCustomMetric') throw new ApiError('InvalidAction.NotFound', 'Unknown action.', 404);
      if (denied.includes('*')) throw new ApiError('Forbidden.RAM', 'User not authorized.', 403);
      reported.push(...readMetricList(call.parameters, new Set(refuses)));
      return reply(200, { Code: '200', Message: 'success' });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return reply(error.status, { Code: error.code, Message: error.message });
    }
  }, options);
  return { ...server, reported: () => reported };
}

function callOf({ method, path, headers, body }: WholeRequest): RpcCall {
  const url = new URL(path, 'http://stand-in');
  const query = [...url.searchParams];
  const single = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
  const heads = Object.fromEntries(single.filter(([, value]) => value !== undefined)) as Record<string, string>;
  return {
    method,
    path: url.pathname,
    query,
    form: [],
    parameters: new Map(query),
    headers: heads,
    body,
    action: heads['x-acs-action'] ?? '',
    version: heads['x-acs-version'] ?? '',
    signedBy: 'headers',
  };
}

function reply(status: number, fields: Readonly<Record<string, string>>): Reply {
  const body = JSON.stringify({ RequestId: randomUUID().toUpperCase(), ...fields });
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}
