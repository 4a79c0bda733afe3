import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serveOnLoopback } from '../loopback.ts';
import { type AlarmStore, createAlarmStore, type StoredAlarm } from './alarm-store.ts';
import { checkAuthorization } from './authorization.ts';
import { createDatapointStore, type DatapointStore } from './datapoint-store.ts';
import { CANNED_ANSWERS, type CloudWatchFault } from './failures.ts';
import { isObject, readPutMetricData, type StoredDatapoint } from './metric-rules.ts';
import { RefusedRequest } from './refusals.ts';
import { MOST_BODY_BYTES, readBody } from './request-body.ts';

export interface CloudWatchStandInOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** What each request meets from the start; `failNext` and `failAlways` change it. */
  readonly failWith?: CloudWatchFault;
  /** Data kept for `datapoints` and `/_stats`. Default: 20,000. */
  readonly keep?: number;
  /** The service's clock. Default: the machine's. */
  readonly now?: () => number;
}

export interface CloudWatchStandIn {
  readonly url: string;
  readonly port: number;
  /** The last data accepted. */
  datapoints(): readonly StoredDatapoint[];
  /** The metric alarms that are there. */
  alarms(): readonly StoredAlarm[];
  /** Bodies of the dashboards that are there, by name. */
  dashboards(): ReadonlyMap<string, string>;
  /** Calls, whatever became of them. */
  requests(): number;
  /** The sizes of the last 100 bodies, decompressed, and whether they came compressed. */
  bodies(): readonly { readonly bytes: number; readonly gzip: boolean }[];
  /** The next `times` requests meet this fault. */
  failNext(fault: CloudWatchFault, times?: number): void;
  /** Every request meets this fault; null for none. */
  failAlways(fault: CloudWatchFault | null): void;
  close(): Promise<void>;
}

interface State {
  readonly store: DatapointStore;
  readonly alarmStore: AlarmStore;
  readonly now: () => number;
  readonly bodies: { bytes: number; gzip: boolean }[];
  requests: number;
  refused: number;
  faults: CloudWatchFault[];
  always: CloudWatchFault | null;
}

const TARGET = /^GraniteServiceVersion20100801\.(\w+)$/;

/**
 * CloudWatch's PutMetricData, metric alarms and dashboards on loopback, in AWS JSON 1.0, as @aws-sdk/client-cloudwatch
 * 3.1164 speaks it.
 * `GET /_stats` gives requests, data and the latest values; DIFFERENCES.md says what it does not do.
 */
export async function startCloudWatchStandIn(options: CloudWatchStandInOptions = {}): Promise<CloudWatchStandIn> {
  const { now = Date.now } = options;
  const state: State = {
    store: createDatapointStore(options.keep ?? 20_000),
    alarmStore: createAlarmStore(now),
    now,
    bodies: [],
    requests: 0,
    refused: 0,
    faults: [],
    always: options.failWith ?? null,
  };
  const loopback = await serveOnLoopback((request, response) => answer(request, response, state), options.port);
  return {
    url: loopback.url,
    port: loopback.port,
    datapoints: () => state.store.kept(),
    alarms: () => state.alarmStore.alarms(),
    dashboards: () => state.alarmStore.dashboards(),
    requests: () => state.requests,
    bodies: () => state.bodies,
    failNext(fault, times = 1) {
      state.faults.push(...Array.from({ length: times }, () => fault));
    },
    failAlways(fault) {
      state.always = fault;
    },
    close: loopback.close,
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  if (request.method === 'GET' && request.url === '/_stats') return sendStats(response, state);
  const body = await readBody(request);
  state.requests += 1;
  state.bodies.push({ bytes: Buffer.byteLength(body ?? ''), gzip: request.headers['content-encoding'] === 'gzip' });
  if (state.bodies.length > 100) state.bodies.shift();
  const fault = state.faults.shift() ?? state.always;
  if (fault !== null) return sendFault(response, fault);
  try {
    send(response, 200, accept(request, body, state));
  } catch (error) {
    if (!(error instanceof RefusedRequest)) throw error;
    state.refused += 1;
    sendError(response, error.wire.status, error);
  }
}

/** Does what is asked. @returns the answer's body. @throws RefusedRequest */
function accept(request: IncomingMessage, body: string | null, { store, alarmStore, now }: State): string {
  const region = checkAuthorization(request.headers.authorization);
  const operation = TARGET.exec(String(request.headers['x-amz-target']))?.[1];
  if (request.method !== 'POST' || operation === undefined) throw unknownOperation();
  if (body === null) throw new RefusedRequest('RequestEntityTooLargeException', `More than ${MOST_BODY_BYTES} bytes.`);
  const input = parseJson(body);
  if (operation === 'PutMetricData') {
    store.add(readPutMetricData(input, now()));
    return '';
  }
  const answer = alarmStore.answer(operation, isObject(input) ? input : {}, region);
  if (answer === undefined) throw unknownOperation();
  return JSON.stringify(answer);
}

function unknownOperation(): RefusedRequest {
  return new RefusedRequest('UnknownOperationException', 'This stand-in does not know the operation.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedRequest('SerializationException', 'The body is not JSON.');
  }
}

function sendFault(response: ServerResponse, fault: CloudWatchFault): void {
  if (fault === 'hang') return;
  if (fault === 'disconnect') {
    response.destroy();
    return;
  }
  const { status, code, message } = CANNED_ANSWERS[fault];
  if (code === '') send(response, status, message, 'text/html');
  else sendError(response, status, new RefusedRequest(code, message));
}

function sendStats(response: ServerResponse, { requests, refused, store }: State): void {
  const stats = { requests, refused, datapoints: store.total(), byMetric: store.byMetric() };
  send(response, 200, JSON.stringify(stats, null, 2), 'application/json');
}

function sendError(response: ServerResponse, status: number, { code, message, wire }: RefusedRequest): void {
  // Clients that ask with x-amzn-query-mode get the older name of the error too, as "awsQueryCompatible" has it.
  const fault = status >= 500 ? 'Receiver' : 'Sender';
  response.setHeader('x-amzn-query-error', `${wire.queryCode};${fault}`);
  send(response, status, JSON.stringify({ __type: `com.amazonaws.cloudwatch#${code}`, message }));
}

function send(response: ServerResponse, status: number, body: string, type = 'application/x-amz-json-1.0'): void {
  response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': randomUUID() });
  response.end(body);
}
