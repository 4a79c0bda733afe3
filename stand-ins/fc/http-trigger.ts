import type { Account } from './account.ts';
import type { Answer, JsonObject } from './call.ts';
import { isObject, parseObject } from './fields.ts';
import type { Invoker } from './invoker.ts';
import { Refusal } from './refusal.ts';
import type { RawRequest } from './signature-fc.ts';
import type { TargetName } from './target.ts';
import { type HttpSettings, triggerSettings, triggerSettingsText } from './trigger-settings.ts';

/** Where the addresses of HTTP triggers begin; in the cloud, each has a host of its own. */
export const TRIGGER_PATH = '/http-trigger/';

/** The address that an HTTP trigger of this id is given; nothing for a trigger of another type. */
export function triggerAddress({ origin }: Account, type: unknown, id: string): string | null {
  return type === 'http' ? `${origin}${TRIGGER_PATH}${id}` : null;
}

interface Found {
  readonly target: TargetName;
  readonly settings: HttpSettings;
}

/** Serves a request to the address of a trigger: nobody signs it. @throws Refusal */
export async function triggerAnswer(
  request: RawRequest,
  account: Account,
  invoker: Invoker,
  requestId: string,
): Promise<Answer> {
  const [id = '', ...rest] = request.rawPath.slice(TRIGGER_PATH.length).split('/');
  const found = triggerWithId(account, id);
  if (!found) throw new Refusal(404, 'TriggerNotFound', `no HTTP trigger is at ${request.rawPath}`);
  const { authType, methods } = found.settings;
  if (authType !== 'anonymous') throw new Refusal(403, 'AccessDenied', `authType '${authType}' is not served here`);
  if (!methods.includes(request.method)) throw new Refusal(405, 'MethodNotAllowed', `method '${request.method}'`);
  const path = decodeURIComponent(`/${rest.join('/')}`);
  const isOf2 = found.target.service !== null;
  const event = Buffer.from(JSON.stringify(isOf2 ? requestOf2(request, path) : eventOf3(request, path, requestId)));
  const { outcome } = await invoker.invoke(found.target, event, requestId, isOf2 ? 'http' : 'event');
  if (outcome.error) return { status: 502, json: { ...outcome.error } };
  return replyOf(outcome.body ?? Buffer.alloc(0));
}

function triggerWithId({ services, functions }: Account, id: string): Found | null {
  const in2 = [...services].flatMap(([service, { triggers }]) =>
    [...triggers].flatMap(([name, all]) => [...all.values()].map((trigger) => ({ service, name, trigger }))),
  );
  const in3 = [...functions].flatMap(([name, { triggers }]) =>
    [...triggers.values()].map((trigger) => ({ service: null, name, trigger })),
  );
  const found = [...in2, ...in3].find(({ trigger }) => trigger.triggerId === id && trigger.triggerType === 'http');
  return found === undefined ? null : { target: targetOf(found), settings: settingsOf(found.trigger) };
}

function targetOf({ service, name, trigger }: { service: string | null; name: string; trigger: JsonObject }) {
  return { service, name, qualifier: String(trigger.qualifier) };
}

function settingsOf({ triggerType, triggerConfig }: JsonObject): HttpSettings {
  const settings = typeof triggerConfig === 'string' ? triggerSettingsText : triggerSettings;
  return settings(triggerType, triggerConfig) as HttpSettings;
}

function queryOf({ rawQuery }: RawRequest): JsonObject {
  return Object.fromEntries(new URLSearchParams(rawQuery));
}

/** What the program of an instance makes the request object of 2.0 from. */
function requestOf2(request: RawRequest, path: string): JsonObject {
  const { method, headers, body, rawPath } = request;
  return { method, path, headers, queries: queryOf(request), url: rawPath, body: body.toString('base64') };
}

/** Source: FC 3.0, HTTP trigger invoking function. */
function eventOf3(request: RawRequest, path: string, requestId: string): JsonObject {
  const { method, headers, body } = request;
  const http = { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: headers['user-agent'] ?? '' };
  return {
    version: 'v1',
    rawPath: path,
    headers,
    queryParameters: queryOf(request),
    body: body.toString('base64'),
    isBase64Encoded: true,
    requestContext: { domainName: headers.host ?? '', requestId, http },
  };
}

/** What the function returned, as an answer of HTTP. Whatever has no statusCode is a body. */
function replyOf(body: Buffer): Answer {
  const returned = objectIn(body);
  if (typeof returned?.statusCode !== 'number') return { status: 200, raw: body, headers: {} };
  const headers = isObject(returned.headers) ? returned.headers : {};
  const text = typeof returned.body === 'string' ? returned.body : '';
  const raw = Buffer.from(text, returned.isBase64Encoded === true ? 'base64' : 'utf8');
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return { status: returned.statusCode, raw, headers: Object.fromEntries(texts) };
}

function objectIn(body: Buffer): JsonObject | null {
  try {
    return parseObject(body.toString(), 'what the function returned');
  } catch {
    return null;
  }
}
