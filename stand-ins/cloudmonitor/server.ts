import { type FaultyServer, type HttpFault, startFaultyServer, type WholeRequest } from '../faulty-server.ts';
import { STAND_IN_KEYS } from '../keys.ts';
import { ApiError } from '../live/api-error.ts';
import { Authenticator, type Credential } from '../live/authenticate.ts';
import { errorReply, type Format, formatOf, goodReply, type Product, type Reply } from '../live/reply.ts';
import { rpcCallOf } from '../live/rpc-call.ts';
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

const CLOUD_MONITOR: Product = { name: 'cms', host: 'metrics.cn-shanghai.aliyuncs.com' };

interface Service {
  readonly authenticator: Authenticator;
  readonly refused: ReadonlySet<string>;
  readonly reported: ReportedMetric[];
  readonly now: () => number;
}

/**
 * CloudMonitor's PutCustomMetric (2019-01-01) on loopback; signatures and forms of answers are those of Live's stand-in.
 * DIFFERENCES.md says what it does not do.
 */
export async function startCloudMonitorStandIn(options: CloudMonitorOptions = {}): Promise<CloudMonitorStandIn> {
  const { credentials = [STAND_IN_KEYS], refuses = [], now = Date.now } = options;
  const reported: ReportedMetric[] = [];
  const service = { authenticator: new Authenticator(credentials), refused: new Set(refuses), reported, now };
  const server = await startFaultyServer((request) => answer(request, service), options);
  return { ...server, reported: () => reported };
}

function answer({ method, path, headers, body }: WholeRequest, service: Service) {
  let format: Format = 'json';
  try {
    const call = rpcCallOf({ method, url: path, headers }, body);
    format = formatOf(call);
    const { denied = [] } = service.authenticator.check(call, service.now());
    if (call.version !== '2019-01-01') throw new ApiError('InvalidVersion', 'Specified version is not valid.', 404);
    if (call.action !== 'PutCustomMetric') throw new ApiError('InvalidAction.NotFound', 'Unknown action.', 404);
    if (denied.includes('*')) throw new ApiError('Forbidden.RAM', 'User not authorized.', 403);
    service.reported.push(...readMetricList(call.parameters, service.refused));
    return asText(goodReply(call.action, { Code: '200', Message: 'success' }, format));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return asText(errorReply(error, format, undefined, CLOUD_MONITOR));
  }
}

function asText({ status, headers, body }: Reply) {
  return { status, headers, body: body.toString('utf8') };
}
