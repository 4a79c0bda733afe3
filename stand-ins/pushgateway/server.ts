import {
  type FaultyServer,
  type HttpFault,
  type Reply,
  startFaultyServer,
  type WholeRequest,
} from '../faulty-server.ts';
import { readTextFormat, type Sample, TextFormatError } from './text-format.ts';

export interface PushgatewayOptions {
  readonly port?: number;
  /** `user:password` of Basic authentication, as a proxy in front of it would ask for. */
  readonly basic?: string;
  readonly failWith?: HttpFault;
}

export interface PushgatewayStandIn extends FaultyServer {
  /** All samples of all groups, with the labels of their group. */
  samples(): readonly Sample[];
}

type Group = { readonly labels: Readonly<Record<string, string>>; readonly samples: readonly Sample[] };

/** A Prometheus Pushgateway on loopback: PUT of a group and its status. DIFFERENCES.md says what it does not do. */
export async function startPushgatewayStandIn(options: PushgatewayOptions = {}): Promise<PushgatewayStandIn> {
  const groups = new Map<string, Group>();
  const server = await startFaultyServer((request) => answer(request, groups, options), options);
  return { ...server, samples: () => [...groups.values()].flatMap(withLabels) };
}

function withLabels({ labels, samples }: Group): readonly Sample[] {
  return samples.map((sample) => ({ ...sample, labels: { ...sample.labels, ...labels } }));
}

function answer(
  { method, path, headers, body }: WholeRequest,
  groups: Map<string, Group>,
  { basic }: PushgatewayOptions,
): Reply {
  const wanted = basic === undefined ? undefined : `Basic ${Buffer.from(basic).toString('base64')}`;
  if (wanted !== undefined && headers.authorization !== wanted) return reply(401, 'Unauthorized\n');
  if (method === 'GET' && path === '/api/v1/status') {
    return reply(200, '{"status":"success","data":{"build_information":{"version":"1.5.1"}}}');
  }
  const labels = /^\/metrics\/job(@base64)?\//.test(path) ? groupOf(path.split('?')[0] ?? '') : null;
  if (labels === null) return reply(404, '404 page not found\n');
  if (method !== 'PUT') return reply(405, 'Method Not Allowed\n');
  const problem = problemOf(labels, headers);
  if (problem !== null) return reply(400, `${problem}\n`);
  try {
    const samples = readTextFormat(body.toString());
    const key = JSON.stringify(Object.entries(labels).sort());
    const types = new Map(
      [...groups]
        .filter(([other]) => other !== key)
        .flatMap(([, one]) => one.samples.map(({ name, type }) => [name, type])),
    );
    const clash = samples.find(({ name, type }) => (types.get(name) ?? type) !== type);
    if (clash)
      throw new TextFormatError(
        `${clash.name} has type ${clash.type} but another group has it as ${types.get(clash.name)}`,
      );
    groups.set(key, { labels, samples });
    return reply(200, '');
  } catch (error) {
    if (!(error instanceof TextFormatError)) throw error;
    return reply(400, `pushed metrics are invalid or inconsistent with existing metrics: ${error.message}\n`);
  }
}

/** What a Pushgateway refuses in a group, and what this one does not read. */
function problemOf(labels: Readonly<Record<string, string>>, headers: WholeRequest['headers']): string | null {
  const wrong = Object.keys(labels).find((name) => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || name.startsWith('__'));
  if (wrong !== undefined) return `improper label name ${JSON.stringify(wrong)}`;
  if (labels.job === '') return 'job name is required';
  const { 'content-encoding': packed, 'content-type': type = '' } = headers;
  if (packed !== undefined) return `this stand-in does not unpack ${packed}`;
  return /protobuf|openmetrics/.test(type) ? `this stand-in does not read ${type}` : null;
}

/** @returns the labels of the path; null when it has an odd number of parts */
function groupOf(path: string): Record<string, string> | null {
  const parts = path.split('/').slice(2).map(decodeURIComponent);
  if (parts.length % 2 !== 0) return null;
  const labels: Record<string, string> = {};
  for (let i = 0; i < parts.length; i += 2) {
    const [name = '', encoding] = (parts[i] ?? '').split('@');
    const value = parts[i + 1] ?? '';
    labels[name] = encoding === 'base64' ? Buffer.from(value, 'base64url').toString() : value;
  }
  return labels;
}

function reply(status: number, body: string): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
