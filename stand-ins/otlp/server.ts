import {
  type FaultyServer,
  type HttpFault,
  type Reply,
  startFaultyServer,
  type WholeRequest,
} from '../faulty-server.ts';
import { type OtlpPoint, readExport } from './request.ts';

export interface OtlpOptions {
  readonly port?: number;
  /** Headers that every export has to have; without them it is answered 401. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Rejects points with this name and accepts the others, as `partial_success` says. */
  readonly rejects?: string;
  /** What it says of rejected points. */
  readonly message?: string;
  readonly failWith?: HttpFault;
}

export interface OtlpStandIn extends FaultyServer {
  /** Every point accepted, in order. */
  points(): readonly OtlpPoint[];
}

const PATH = '/v1/metrics';

/** An OTLP/HTTP receiver of metrics in JSON on loopback. DIFFERENCES.md says what it does not do. */
export async function startOtlpStandIn(options: OtlpOptions = {}): Promise<OtlpStandIn> {
  const points: OtlpPoint[] = [];
  const server = await startFaultyServer((request) => answer(request, points, options), options);
  return { ...server, points: () => points };
}

function answer(
  { method, path, headers, body }: WholeRequest,
  points: OtlpPoint[],
  { headers: wanted = {}, rejects, message = '' }: OtlpOptions,
): Reply {
  const isKnown = Object.entries(wanted).every(([name, value]) => headers[name.toLowerCase()] === value);
  if (!isKnown) return reply(401, { code: 16, message: 'unauthenticated' });
  if (path !== PATH) return reply(404, { code: 5, message: 'not found' });
  if (method !== 'POST') return reply(405, { code: 12, message: 'POST only' });
  if (headers['content-type'] !== 'application/json') return reply(415, { code: 3, message: 'JSON only' });
  const given = readExport(body.toString());
  if (given === null) return reply(400, { code: 3, message: 'not an ExportMetricsServiceRequest' });
  const accepted = given.filter(({ name }) => name !== rejects);
  points.push(...accepted);
  const rejected = given.length - accepted.length;
  const partial = { rejectedDataPoints: String(rejected), errorMessage: message };
  return reply(200, rejected > 0 || message !== '' ? { partialSuccess: partial } : {});
}

function reply(status: number, body: object): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
