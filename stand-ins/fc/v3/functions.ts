import {
  type Account,
  checkLogConfig,
  checkQuota,
  checkRole,
  digestOf,
  newId,
  nowText,
  type SoleFunction,
  type StoredFunction,
  storeFunction,
} from '../account.ts';
import { type Call, type JsonObject, NO_CONTENT, ok } from '../call.ts';
import { jsonBody, pick, resourceName } from '../fields.ts';
import { checkFunction, checkNewFunction, packageBytes } from '../function-settings.ts';
import { page } from '../paging.ts';
import { checkEmpty, invalid, Refusal } from '../refusal.ts';
import type { Routes } from '../router.ts';
import { LATEST, VersionSet } from '../version-set.ts';
import { arnOf, checkTags, hasTags, shownTags } from './tags.ts';

const FIELDS = [
  'description',
  'runtime',
  'handler',
  'memorySize',
  'timeout',
  'cpu',
  'diskSize',
  'environmentVariables',
  'instanceConcurrency',
  'role',
  'logConfig',
  'internetAccess',
];
const ONE = '/functions/:function';

/** @throws Refusal 'FunctionNotFound' */
export function soleFunction(account: Account, name: string): SoleFunction {
  const found = account.functions.get(name);
  if (found) return found;
  throw new Refusal(404, 'FunctionNotFound', `function '${name}' does not exist`);
}

/** A function as it is now, or as its version froze it. @throws Refusal */
export function qualifiedFunction(account: Account, name: string, call: Call): StoredFunction {
  return soleFunction(account, name).versions.resolve(qualifierOf(call)).snapshot;
}

export function qualifierOf({ query }: Call): string {
  return query.get('qualifier') || LATEST;
}

export function functionRoutes(account: Account): Routes {
  const shown = ({ shown }: StoredFunction, name: string) => ({
    ...shown,
    tags: shownTags(account, arnOf(account, name)),
  });
  return {
    'POST /functions': (call) => ok(shown(create(account, jsonBody(call)), String(jsonBody(call).functionName))),
    'GET /functions': (call) => {
      const { query } = call;
      if ((query.get('fcVersion') || 'v3') !== 'v3')
        invalid('fcVersion must be v3: no functions of 2.0 are listed here');
      const found = [...account.functions].filter(([name]) =>
        hasTags(account, arnOf(account, name), query.get('tags')),
      );
      return ok(
        page(call, 'functions', new Map(found), ({ current }) => shown(current, String(current.shown.functionName))),
      );
    },
    [`GET ${ONE}`]: (call, name) => ok(shown(qualifiedFunction(account, name, call), name)),
    [`GET ${ONE}/code`]: (call, name) => {
      const { shown, code } = qualifiedFunction(account, name, call);
      return ok({ url: `data:application/zip;base64,${code.toString('base64')}`, checksum: shown.codeChecksum });
    },
    [`PUT ${ONE}`]: (call, name) => ok(shown(update(account, name, jsonBody(call)), name)),
    [`DELETE ${ONE}`]: (_, name) => {
      const { triggers, versions } = soleFunction(account, name);
      checkEmpty(`function '${name}'`, 'FunctionNotEmpty', {
        triggers,
        versions: versions.versions,
        aliases: versions.aliases,
      });
      account.functions.delete(name);
      account.tags.delete(arnOf(account, name));
      return NO_CONTENT;
    },
  };
}

function create(account: Account, body: JsonObject): StoredFunction {
  checkNewFunction(body);
  checkOwn(account, body);
  const functionName = resourceName(body.functionName, 'functionName', 64);
  const tags = checkTags(body.tags ?? []);
  if (account.functions.has(functionName)) {
    throw new Refusal(409, 'FunctionAlreadyExists', `function '${functionName}' already exists`);
  }
  checkQuota(account, 'functions', account.functions.size);
  const stored = storeFunction(
    newSettings(account, functionName, body),
    packageBytes(body) ?? invalid('code is required but not provided'),
  );
  const sole: SoleFunction = {
    current: stored,
    triggers: new Map(),
    versions: new VersionSet<StoredFunction>({
      owner: `function '${functionName}'`,
      latest: () => sole.current,
      digest: digestOf,
      nowText: () => nowText(account),
    }),
  };
  account.functions.set(functionName, sole);
  if (Object.keys(tags).length > 0) account.tags.set(arnOf(account, functionName), tags);
  return stored;
}

function newSettings(account: Account, functionName: string, body: JsonObject): JsonObject {
  const at = nowText(account);
  const defaults = {
    description: '',
    memorySize: 512,
    timeout: 3,
    cpu: 0.35,
    diskSize: 512,
    environmentVariables: {},
    instanceConcurrency: 1,
    internetAccess: true,
    role: '',
  };
  const status = { state: 'Active', lastUpdateStatus: 'Successful' };
  return {
    functionName,
    functionId: newId(),
    functionArn: arnOf(account, functionName),
    ...defaults,
    ...pick(body, FIELDS),
    ...status,
    createdTime: at,
    lastModifiedTime: at,
  };
}

function update(account: Account, name: string, body: JsonObject): StoredFunction {
  const sole = soleFunction(account, name);
  checkFunction(body);
  checkOwn(account, body);
  const settings = { ...sole.current.shown, ...pick(body, FIELDS), lastModifiedTime: nowText(account) };
  sole.current = storeFunction(settings, packageBytes(body) ?? sole.current.code);
  return sole.current;
}

/** What 3.0 keeps on the function and 2.0 on the service, and what it does not allow. */
function checkOwn(account: Account, body: JsonObject): void {
  checkRole(account, body.role);
  checkLogConfig(body.logConfig);
  const { runtime, instanceConcurrency = 1 } = body;
  if (typeof runtime === 'string' && !runtime.startsWith('custom') && instanceConcurrency !== 1) {
    invalid(`instanceConcurrency of the runtime '${runtime}' must be 1`);
  }
}
