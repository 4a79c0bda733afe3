import { firstReference, namesIn } from '../../lib/config/environment.ts';
import { ConfigError, type ConfigProblem, pathText } from '../../lib/config/problems.ts';
import { type Section, sectionOf, sectionsOf } from '../../lib/config/sections.ts';
import { folderOf } from '../../lib/state/bucket/place.ts';
import { deployedAccounts, statesWithHints } from '../deploy/accounts.ts';
import { receiverProblems } from '../deploy/receiver.ts';
import { deploySettings } from '../deploy/settings.ts';
import { documentFor } from '../package/function-package.ts';
import type { KnownDocument } from '../package/known-document.ts';
import { environmentOf, type FunctionEnvironment } from './environment.ts';
import {
  pageStatementsFor,
  receiverStatementsFor,
  type Statement,
  type StatePlace,
  startingItself,
  statementsFor,
} from './statements.ts';

/** What serverless.yml takes from relaywatch.yml, so that it is only written once. */
export interface TemplateValues {
  readonly region: string;
  /** Absent: one sweep a minute. */
  readonly schedule?: string;
  /** Null: nothing is reserved, and the function uses what the account has free. */
  readonly reservedConcurrency: number | null;
  /**
   * `created` together with the function, or `given`: it already exists, or there is none. Folder: the prefix of its
   * keys.
   */
  readonly stateBucket: { readonly is: 'created' | 'given'; readonly name: string; readonly folder: string };
  readonly failureTopic: { readonly is: 'created' | 'given'; readonly destination: Destination };
  readonly statements: readonly Statement[];
  readonly environment: FunctionEnvironment;
  /** The status page: `created` beside the sweep, with a role of its own, or `left`. */
  readonly statusPage: {
    readonly is: 'created' | 'left';
    readonly statements: readonly Statement[];
    readonly environment: FunctionEnvironment;
  };
  /** The receiver of callbacks, likewise; its environment names the sweep's function. */
  readonly receiver: {
    readonly is: 'created' | 'left';
    readonly statements: readonly Statement[];
    readonly environment: Readonly<Record<keyof FunctionEnvironment, Readonly<Record<string, unknown>>>>;
  };
}

/** An ARN, or the topic that serverless.yml calls FailureTopic. */
type Destination = string | { readonly type: 'sns'; readonly arn: { readonly Ref: 'FailureTopic' } };

const WRITTEN = 'a text written out, or a variable that is set here: the rights of the function are made of it';

/**
 * The values for an AWS template.
 * @param source names the configuration in the error. @throws ConfigError naming every problem at once
 */
export function templateValues({ written, filled }: KnownDocument, source: string): TemplateValues {
  const aws = awsSettings(filled, source);
  const problems: ConfigProblem[] = [];
  const known = (section: Section, key: string, path: readonly PropertyKey[]): string => {
    const text = String(section[key] ?? '');
    const reference = firstReference(text);
    if (reference !== null) {
      problems.push({ path: pathText([...path, key]), found: `${reference}, which is not set`, expected: WRITTEN });
    }
    return text;
  };
  const accounts = deployedAccounts(filled);
  const within = (part: Section, above: readonly PropertyKey[], list: string, type: string, key: string) =>
    sectionsOf(part[list]).flatMap((section, place) =>
      section.type === type ? known(section, key, [...above, list, place]) : [],
    );
  const all = (list: string, type: string, key: string) => [
    ...within(filled, [], list, type, key),
    ...accounts.flatMap(({ own }, index) => within(own, ['accounts', index], list, type, key)),
  ];

  const state = sectionOf(filled.state);
  const onS3 = state.type === 's3';
  const name = onS3 ? known(state, 'bucket', ['state']) : '';
  const folder = onS3 ? folderOf(known(state, 'prefix', ['state'])) : '';
  const place = onS3 ? { bucket: name, folder } : null;
  const ownStates = accounts.flatMap(({ own }, index) => {
    const one = sectionOf(own.state);
    const path = ['accounts', index, 'state'];
    return one.type === 's3'
      ? [{ bucket: known(one, 'bucket', path), folder: folderOf(known(one, 'prefix', path)) }]
      : [];
  });
  const statements = [
    ...statementsFor({
      namespaces: [...new Set(all('metrics', 'cloudwatch', 'namespace'))],
      states: [...(place === null ? [] : [place]), ...ownStates],
      topics: [...new Set(all('alerts', 'sns', 'topicArn'))],
    }),
    ...(accounts.length > 0 ? [startingItself()] : []),
  ];
  problems.push(...problemsOfWhole(filled, aws, accounts.length));
  if (problems.length > 0) throw new ConfigError(source, problems);
  return {
    region: aws.region,
    ...(aws.schedule === undefined ? {} : { schedule: aws.schedule }),
    reservedConcurrency: aws.reservedConcurrency ?? null,
    stateBucket: { is: onS3 && aws.createBucket ? 'created' : 'given', name, folder },
    failureTopic:
      aws.failureTopic === undefined
        ? { is: 'created', destination: { type: 'sns', arn: { Ref: 'FailureTopic' } } }
        : { is: 'given', destination: aws.failureTopic },
    statements,
    environment: environmentOf(namesNeeded(documentFor('sweep', written, filled), true)),
    statusPage: aws.status ? pageIn({ written, filled }, place) : LEFT,
    receiver: aws.callbacks ? receiverIn({ written, filled }) : LEFT,
  };
}

/** What cannot be deployed to Lambda as it is configured. */
function problemsOfWhole(
  filled: KnownDocument['filled'],
  aws: ReturnType<typeof awsSettings>,
  accounts: number,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (sectionOf(filled.state).type === 'file') {
    const expected = 's3 (or oss): no folder of a Lambda function outlives the sweep';
    problems.push({ path: 'state.type', found: '"file"', expected });
  }
  if (aws.status && filled.status === undefined) {
    const expected = 'a section with token, since deploy.aws.status is true';
    problems.push({ path: 'status', found: 'nothing', expected });
  }
  if (aws.callbacks) problems.push(...problemsOfReceiver(filled, aws.reservedConcurrency));
  return [...problems, ...problemsOfAccounts(accounts, aws.reservedConcurrency)];
}

type Documents = Pick<KnownDocument, 'written' | 'filled'>;

const LEFT = { is: 'left', statements: [], environment: environmentOf([]) } as const;

function pageIn({ written, filled }: Documents, place: StatePlace): TemplateValues['statusPage'] {
  return {
    is: 'created',
    statements: pageStatementsFor(place, sectionOf(filled.status).allowWrites === true),
    environment: besideSweep(documentFor('status', written, filled), filled),
  };
}

function receiverIn({ written, filled }: Documents): TemplateValues['receiver'] {
  return {
    is: 'created',
    statements: receiverStatementsFor(statesWithHints(filled).flatMap(placeOf)),
    environment: wakingSweep(besideSweep(documentFor('callback', written, filled), filled)),
  };
}

function placeOf(state: unknown): NonNullable<StatePlace>[] {
  const { type, bucket, prefix = '' } = sectionOf(state);
  return type === 's3' ? [{ bucket: String(bucket), folder: folderOf(String(prefix)) }] : [];
}

/** Live's keys also open a state that is in OSS; what stands beside the sweep calls nobody else with them. */
function besideSweep(document: Section, filled: Section): FunctionEnvironment {
  return environmentOf(namesNeeded(document, sectionOf(filled.state).type === 'oss'));
}

/** As many as Function Compute is given: a sweep or a look, and others that find that out and end. */
const LEAST_RESERVED = 3;

function problemsOfReceiver(document: Section, reserved: number | undefined): ConfigProblem[] {
  const problems = receiverProblems(document, 'by deploy.aws.callbacks');
  if (reserved === undefined || reserved >= LEAST_RESERVED) return problems;
  const expected = `${LEAST_RESERVED} or more, or none: by deploy.aws.callbacks looks run beside sweeps, which must not wait for them`;
  return [...problems, { path: 'deploy.aws.reservedConcurrency', found: String(reserved), expected }];
}

/** The timer's invocation runs beside the sweeps that it starts. */
function problemsOfAccounts(accounts: number, reserved: number | undefined): ConfigProblem[] {
  if (accounts === 0 || reserved === undefined || reserved > accounts) return [];
  const expected = `${accounts + 1} or more, or none: the sweeps of ${accounts} accounts run at the same time`;
  return [{ path: 'deploy.aws.reservedConcurrency', found: String(reserved), expected }];
}

/** With the name of the function to wake, which CloudFormation makes. */
function wakingSweep({ ssm, secretsmanager }: FunctionEnvironment): TemplateValues['receiver']['environment'] {
  const waking = { RELAYWATCH_SWEEP_FUNCTION: { Ref: 'SweepLambdaFunction' } };
  return { ssm: { ...ssm, ...waking }, secretsmanager: { ...secretsmanager, ...waking } };
}

/** Only the AWS part of the `deploy` section: the rest may contain variables that are not set here. */
function awsSettings(document: Section, source: string) {
  const { aws } = deploySettings({ aws: sectionOf(document.deploy).aws }, source);
  if (aws !== undefined) return aws;
  const expected = 'a section with region, for example { region: us-east-1 }';
  throw new ConfigError(source, [{ path: 'deploy.aws', found: 'nothing', expected }]);
}

/** The variables that the default credentials for Live use; Lambda has no Alibaba Cloud role. */
const LIVE_KEYS = ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'];

/** Variables that a function reads, each once, sorted. @param usesLiveKeys whether it calls Alibaba Cloud */
function namesNeeded(packaged: Section, usesLiveKeys: boolean): string[] {
  const { type = 'default' } = sectionOf(sectionOf(packaged.live).credentials);
  const accounts = deployedAccounts(packaged);
  // the keys of others are for them alone; ours watch the rest, assume roles, and open a state in OSS
  const areUsed =
    accounts.length === 0 ||
    sectionOf(packaged.state).type === 'oss' ||
    accounts.some(({ isOurs, roleArn }) => isOurs || roleArn !== null);
  const own = usesLiveKeys && type === 'default' && areUsed ? LIVE_KEYS : [];
  return [...new Set([...namesIn(packaged), ...own])].sort();
}
