import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { STAND_IN_KEYS } from '../keys.ts';
import { serveOnLoopback } from '../loopback.ts';
import type { Account, Quotas } from './account.ts';
import type { Answer } from './call.ts';
import type { FcCredential } from './credentials.ts';
import { type Api, api2016, api2023 } from './dispatch.ts';
import { createFaultPlan, type FaultPlan, type FcFault, type FcRefusal } from './faults.ts';
import { TRIGGER_PATH, triggerAnswer } from './http-trigger.ts';
import type { RoleCredentials } from './instance-environment.ts';
import { type AsyncOutcome, createInvoker, type Invoker } from './invoker.ts';
import { Refusal } from './refusal.ts';
import { listResources, type Resource } from './resources.ts';
import type { RawRequest } from './signature-fc.ts';
import { createTimers } from './timers.ts';
import { readRequest, send } from './wire.ts';

export interface FcStandInOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** Default: cn-shanghai. */
  readonly region?: string;
  /** Default: 1234567890123456. */
  readonly accountId?: string;
  /** Default: the stand-ins' own key. */
  readonly credentials?: readonly FcCredential[];
  /** Roles that exist, by ARN. Default: every well-formed one of the account. */
  readonly roles?: readonly string[];
  /** Default: those of a new account. */
  readonly quotas?: Partial<Quotas>;
  /** What every role gives to its function. Default: made up. */
  readonly roleCredentials?: RoleCredentials;
  /** Time of resources, timers and events. Default: the machine's. */
  readonly now?: () => number;
  /** Time that signatures are judged by; the clients sign with the machine's, which is the default. */
  readonly signatureNow?: () => number;
}

export interface FcStandIn {
  readonly url: string;
  readonly port: number;
  /** Everything that exists, sorted by id; empty after a complete removal. */
  resources(): readonly Resource[];
  /** Every request so far, refused ones included: `POST /2016-08-15/services`. */
  requests(): readonly string[];
  failRequest(fault: FcFault): void;
  refuseNext(refusal: FcRefusal): void;
  /** No request goes wrong any more. */
  heal(): void;
  setQuotas(quotas: Partial<Quotas>): void;
  /** Fires what became due since the last tick. @returns what came of it, once all has run */
  tick(nowMs?: number): Promise<AsyncOutcome[]>;
  /** Fires each enabled timer once, or the one of this name. @returns what came of it, once all has run */
  fireTimers(triggerName?: string): Promise<AsyncOutcome[]>;
  /** Delivers the same event once more, as happens when an attempt's end is not seen. */
  redeliver(outcome: AsyncOutcome): Promise<AsyncOutcome>;
  /** What came of the last 1,000 asynchronous invocations, timers included. */
  outcomes(): readonly AsyncOutcome[];
  /** Resolves when no asynchronous invocation is under way. */
  settled(): Promise<void>;
  /** Ends running instances too. */
  close(): Promise<void>;
}

interface State {
  readonly account: Account;
  readonly apis: readonly Api[];
  readonly requests: string[];
  readonly faults: FaultPlan;
  readonly invoker: Invoker;
}

const ROLE_CREDENTIALS: RoleCredentials = {
  accessKeyId: 'STS.local-role',
  accessKeySecret: 'local-role-secret',
  securityToken: 'local-role-token',
};
const QUOTAS: Quotas = { services: 50, functions: 50, triggers: 50, versions: 100, instances: 100 };

/** Function Compute on loopback, 2.0 (API 2016-08-15) and 3.0 (API 2023-03-30) on one port, with both signatures. `GET /_stats` is ours. */
export async function startFcStandIn(options: FcStandInOptions = {}): Promise<FcStandIn> {
  const account = newAccount(options);
  const credentials = options.credentials ?? [STAND_IN_KEYS];
  const invoker = createInvoker(account, options.roleCredentials ?? ROLE_CREDENTIALS);
  const timers = createTimers(account, invoker);
  const state: State = {
    account,
    apis: [api2016(account, credentials, invoker), api2023(account, credentials, invoker)],
    requests: [],
    faults: createFaultPlan(),
    invoker,
  };
  const loopback = await serveOnLoopback((request, response) => serve(request, response, state), options.port);
  account.origin = loopback.url;
  return {
    url: loopback.url,
    port: loopback.port,
    resources: () => listResources(account),
    requests: () => state.requests,
    failRequest: state.faults.fail,
    refuseNext: state.faults.refuse,
    heal: state.faults.clear,
    setQuotas(quotas) {
      account.quotas = { ...account.quotas, ...quotas };
    },
    tick: timers.tick,
    fireTimers: timers.fire,
    redeliver: ({ requestId, target, event, trigger }) => invoker.enqueue({ target, event, trigger }, requestId),
    outcomes: invoker.outcomes,
    settled: invoker.settled,
    async close() {
      await invoker.close();
      await loopback.close();
    },
  };
}

function newAccount({ accountId, region, now, signatureNow, roles, quotas }: FcStandInOptions): Account {
  return {
    id: accountId ?? '1234567890123456',
    region: region ?? 'cn-shanghai',
    now: now ?? Date.now,
    signatureNow: signatureNow ?? Date.now,
    roles: roles ?? null,
    quotas: { ...QUOTAS, ...quotas },
    origin: '',
    services: new Map(),
    functions: new Map(),
    onDemand: new Map(),
    serviceAsync: new Map(),
    concurrency: new Map(),
    functionAsync: new Map(),
    tags: new Map(),
  };
}

async function serve(message: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  if (message.method === 'GET' && message.url === '/_stats') return sendStats(response, state);
  const request = await readRequest(message);
  const line = `${request.method} ${request.rawPath}`;
  state.requests.push(line);
  const { fault, refusal } = state.faults.next(line);
  if (fault?.moment === 'before') return goWrong(response, fault);
  const answer = await answerTo(request, state, refusal);
  if (fault) return goWrong(response, fault);
  send(response, answer.requestId, answer);
}

async function answerTo(
  request: RawRequest,
  { apis, account, invoker }: State,
  refusal: FcRefusal | null,
): Promise<Answer & { readonly requestId: string }> {
  const requestId = randomUUID();
  if (request.rawPath.startsWith(TRIGGER_PATH)) return atTrigger(request, account, invoker, requestId);
  const api = apis.find(({ version }) => request.rawPath.startsWith(`/${version}/`));
  if (!api) return { status: 404, json: { ErrorCode: 'PathNotSupported' }, requestId };
  try {
    const answer = await api.serve(request, requestId, () => {
      if (refusal) throw new Refusal(refusal.status, refusal.code, refusal.message ?? `refused: ${refusal.code}`);
    });
    return { ...answer, requestId };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...api.refusal(error, requestId), requestId };
  }
}

async function atTrigger(request: RawRequest, account: Account, invoker: Invoker, requestId: string) {
  try {
    return { ...(await triggerAnswer(request, account, invoker, requestId)), requestId };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, json: { Code: error.code, Message: error.message }, requestId };
  }
}

function sendStats(response: ServerResponse, { requests, account, invoker }: State): void {
  const resources = listResources(account).map(({ kind, id }) => `${kind} ${id}`);
  const invocations = invoker.outcomes().slice(-20);
  const latest = invocations.map(({ requestId, trigger, status, result, error }) => ({
    requestId,
    trigger,
    status,
    result,
    error,
  }));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ requests: requests.length, resources, latest }, null, 2));
}

function goWrong(response: ServerResponse, { how = 'cut' }: FcFault): void {
  if (how === 'cut') return void response.destroy();
  const json = { ErrorCode: 'InternalServerError', ErrorMessage: 'an internal error has occurred' };
  send(response, randomUUID(), { status: 500, json: { ...json, Code: json.ErrorCode, Message: json.ErrorMessage } });
}
