import { firstReference } from '../../lib/config/environment.ts';
import { ConfigError } from '../../lib/config/problems.ts';
import { sectionOf } from '../../lib/config/sections.ts';
import { folderOf } from '../../lib/state/bucket/place.ts';
import { HINT_PREFIX, REFUSED_PREFIX } from '../../lib/state/hints.ts';
import { deployedAccounts, listsOfAll, statesWithHints } from '../deploy/accounts.ts';
import type { FcSettings } from '../deploy/settings.ts';
import { type AccountSide, accountSides, liveStatements } from './accounts-policy.ts';
import { pageSettings } from './page.ts';
import type { Policy, Statement } from './policy-forms.ts';
import { receiverSettings } from './receiver.ts';
import { ALIAS } from './spec.ts';

export interface Policies {
  /** Permissions of the function's role. */
  readonly function: Policy;
  /** Permissions of the status page's role, where it is deployed: to read the state, and to write it if forms are allowed. */
  readonly status?: Policy;
  /** Permissions of the role of the receiver of callbacks, where it is deployed: to add hints, and to wake the sweep. */
  readonly callbacks?: Policy;
  /** Who may assume these roles. */
  readonly trust: object;
  /** What is set up in each account that is watched by a role in it. */
  readonly accounts?: readonly AccountSide[];
  /** Permissions of the person or role that runs `relaywatch deploy`. */
  readonly deployer: Policy;
}

type Document = Readonly<Record<string, unknown>>;

/**
 * The minimal permissions for a deployment and its function.
 * @param document the configuration with the variables that are set here
 * @param source names it in the error. @throws ConfigError when a permission would depend on a variable that is not set
 * Sources: RAM authorization of Live, Function Compute (API 2021-04-06 and 2023-03-30), OSS, Simple Log Service,
 * CloudMonitor.
 */
export function policiesOf(settings: FcSettings, document: Document, source: string): Policies {
  const accounts = accountSides(settings, document);
  return {
    function: { Version: '1', Statement: functionStatements(settings, document, source) },
    ...(settings.status === true
      ? { status: { Version: '1', Statement: pageStatements(settings, document, source) } as const }
      : {}),
    ...(settings.callbacks === true
      ? { callbacks: { Version: '1', Statement: receiverStatements(settings, document, source) } as const }
      : {}),
    trust: {
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['fc.aliyuncs.com'] } }],
    },
    ...(accounts.length > 0 ? { accounts } : {}),
    deployer: { Version: '1', Statement: deployerStatements(settings) },
  };
}

function functionStatements(settings: FcSettings, document: Document, source: string): Statement[] {
  const accounts = deployedAccounts(document);
  const metrics = listsOfAll(document, 'metrics');
  return [
    ...liveStatements(document),
    ...logStatements(settings),
    ...(metrics.some(({ type }) => type === 'cloudmonitor') ? [allow(['cms:PutCustomMetric'], ['*'])] : []),
    ...statesOfAll(settings, document, source, WRITING),
    ...(sharesRoleWithReceiver(settings) || accounts.length > 0 ? [wakingStatement(settings)] : []),
  ];
}

const READING = ['oss:GetObject'];
const WRITING = [...READING, 'oss:PutObject', 'oss:DeleteObject'];

/** The page calls nobody but the store. */
function pageStatements(settings: FcSettings, document: Document, source: string): Statement[] {
  const onState = allowsWrites(document) ? WRITING : READING;
  return [...logStatements(settings), ...statesOfAll(settings, document, source, onState)];
}

/** The receiver reads nothing: what somebody could do with its role is to add hints, and to start looks. */
function receiverStatements(settings: FcSettings, document: Document, source: string): Statement[] {
  const places = statesWithHints(document).flatMap((state) => statePlace(settings.accountId, state, source) ?? []);
  const hints = places.flatMap(({ objects }) => [HINT_PREFIX, REFUSED_PREFIX].map((prefix) => `${objects}${prefix}*`));
  return [
    ...logStatements(settings),
    ...(hints.length === 0 ? [] : [allow(['oss:PutObject'], hints)]),
    wakingStatement(settings),
  ];
}

/** In 2.0 a qualifier belongs to the service. */
function wakingStatement({ version, accountId, region, service, function: name }: FcSettings): Statement {
  const all = `acs:fc:${region}:${accountId}`;
  return allow(
    ['fc:InvokeFunction'],
    version === 2
      ? [`${all}:services/${service}.${ALIAS}/functions/${name}`]
      : [`${all}:functions/${name}`, `${all}:functions/${name}/*`],
  );
}

function sharesRoleWithReceiver({ callbacks, role, callbackRole = role }: FcSettings): boolean {
  return callbacks === true && callbackRole === role;
}

/** Whether on-call may change the state on the page. */
export function allowsWrites({ status }: Document): boolean {
  return sectionOf(status).allowWrites === true;
}

function logStatements({ accountId, region, log }: FcSettings): Statement[] {
  if (!log) return [];
  const logstore = `acs:log:${region}:${accountId}:project/${log.project}/logstore/${log.logstore}`;
  return [allow(['log:PostLogStoreLogs'], [logstore])];
}

function stateStatements(accountId: string, state: unknown, source: string, onObjects: readonly string[]): Statement[] {
  const place = statePlace(accountId, state, source);
  if (place === null) return [];
  const { bucket, folder, objects } = place;
  return [
    {
      ...allow(['oss:ListObjects'], [bucket]),
      ...(folder === '' ? {} : { Condition: { StringLike: { 'oss:Prefix': [`${folder}*`] } } }),
    },
    allow(onObjects, [`${objects}*`]),
  ];
}

/** The state at the top, in which those of accounts are folders, and those that accounts have elsewhere. */
function statesOfAll(
  { accountId }: FcSettings,
  document: Document,
  source: string,
  onObjects: readonly string[],
): Statement[] {
  const states = [document.state, ...deployedAccounts(document).map(({ own }) => own.state)];
  return states.flatMap((state) => stateStatements(accountId, state, source, onObjects));
}

interface StatePlace {
  readonly bucket: string;
  readonly folder: string;
  /** What the names of its objects begin with. */
  readonly objects: string;
}

/** The state as resources; null where it is not in OSS. @throws ConfigError */
function statePlace(accountId: string, state: unknown, source: string): StatePlace | null {
  const { type, bucket: name, prefix = '' } = sectionOf(state);
  if (type !== 'oss') return null;
  const bucket = `acs:oss:*:${accountId}:${written(name, 'state.bucket', source)}`;
  const folder = folderOf(written(prefix, 'state.prefix', source));
  return { bucket, folder, objects: `${bucket}/${folder}` };
}

const ON_VERSIONS: Readonly<Record<2 | 3, readonly string[]>> = {
  2: ['fc:PublishServiceVersion', 'fc:ListServiceVersions', 'fc:DeleteServiceVersion'],
  3: ['fc:PublishFunctionVersion', 'fc:ListFunctionVersions', 'fc:DeleteFunctionVersion'],
};
/** Function Compute has no resource for some of these. */
const ON_ALL: Readonly<Record<2 | 3, readonly string[]>> = {
  2: ['FunctionAsyncInvokeConfig', 'FunctionOnDemandConfig'],
  3: ['FunctionAsyncInvokeConfig', 'ConcurrencyConfig'],
};

function deployerStatements(settings: FcSettings): Statement[] {
  const { version, accountId, region } = settings;
  const all = `acs:fc:${region}:${accountId}:${version === 2 ? 'services' : 'functions'}`;
  const functions = [
    settings,
    ...(settings.status === undefined ? [] : [pageSettings(settings)]),
    ...(settings.callbacks === undefined ? [] : [receiverSettings(settings)]),
  ];
  const tops = functions.map(({ service, function: name }) => `${all}/${version === 2 ? service : name}`);
  const writing = (kind: string) => ['Create', 'Update', 'Delete'].map((verb) => `fc:${verb}${kind}`);
  return [
    allow(
      [
        ...(version === 2 ? ['fc:GetService', 'fc:UpdateService', 'fc:DeleteService', 'fc:ListFunctions'] : []),
        ...['fc:GetFunction', ...writing('Function')],
        ...['fc:ListTriggers', ...writing('Trigger')],
        ...['fc:ListAliases', ...writing('Alias')],
        ...ON_VERSIONS[version],
        'fc:InvokeFunction',
      ],
      // in 2.0, versions and aliases have the service's name with a dot behind it
      tops.flatMap((top) => [top, `${top}/*`, ...(version === 2 ? [`${top}.*`] : [])]),
    ),
    // a resource that does not exist yet has no name, so Function Compute requires permission for the whole kind
    allow([version === 2 ? 'fc:CreateService' : 'fc:CreateFunction'], [`${all}/*`]),
    allow(
      ON_ALL[version].flatMap((kind) => ['Get', 'Put', 'Delete'].map((verb) => `fc:${verb}${kind}`)),
      ['*'],
    ),
    {
      ...allow(['ram:PassRole'], [...new Set(functions.map(({ role }) => role))]),
      Condition: { StringEquals: { 'acs:Service': ['fc.aliyuncs.com'] } },
    },
  ];
}

function allow(Action: readonly string[], Resource: readonly string[]): Statement {
  return { Effect: 'Allow', Action, Resource };
}

function written(value: unknown, path: string, source: string): string {
  const text = String(value);
  const reference = firstReference(text);
  if (reference === null) return text;
  const expected = 'a text written out, or a variable that is set here: the rights of the function are made of it';
  throw new ConfigError(source, [{ path, found: `${reference}, which is not set`, expected }]);
}
