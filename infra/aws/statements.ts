import { HINT_PREFIX, REFUSED_PREFIX } from '../../lib/state/hints.ts';

/** One statement of an IAM policy. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | { readonly 'Fn::Sub': string } | { readonly 'Fn::GetAtt': readonly string[] };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** What the function uses on AWS. */
export interface Touched {
  /** CloudWatch namespaces that it publishes to. */
  readonly namespaces: readonly string[];
  /** Where its states are on S3: one, and those that accounts have elsewhere. */
  readonly states: readonly NonNullable<StatePlace>[];
  /** ARNs of the SNS topics of its alert channels. */
  readonly topics: readonly string[];
}

/**
 * The minimal permissions of the function's role, apart from its own log. PutMetricData has no resource, so a condition
 * restricts it to the namespaces; in the bucket, only the folder is accessible.
 * Sources: CloudWatch user guide, condition keys to limit access to namespaces; Amazon S3, actions and condition keys.
 */
export function statementsFor({ namespaces, states, topics }: Touched): Statement[] {
  return [
    ...(namespaces.length === 0 ? [] : [publishing(namespaces)]),
    ...states.flatMap(({ bucket, folder }) => remembering(bucket, folder)),
    ...topics.map((Resource): Statement => ({ Effect: 'Allow', Action: ['sns:Publish'], Resource })),
  ];
}

function publishing(namespaces: readonly string[]): Statement {
  return {
    Effect: 'Allow',
    Action: ['cloudwatch:PutMetricData'],
    Resource: '*',
    Condition: { StringEquals: { 'cloudwatch:namespace': namespaces } },
  };
}

/** Where a state is in S3, the folder with a slash at its end, or empty for the whole bucket; null when it is elsewhere. */
export type StatePlace = { readonly bucket: string; readonly folder: string } | null;

/** With several accounts, the timer's invocation starts one for each. By its name: the role comes before the function. */
export function startingItself(): Statement {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
  const arn = 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-sweep';
  return { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: { 'Fn::Sub': arn } };
}

/** Those of the page's role: its log; the state, which it writes only if on-call may change something there. */
export function pageStatementsFor(state: StatePlace, allowsWrites: boolean): Statement[] {
  const onObjects = allowsWrites ? ON_OBJECTS : ['s3:GetObject'];
  return [loggingTo('StatusLogGroup'), ...(state === null ? [] : remembering(state.bucket, state.folder, onObjects))];
}

/** Those of the receiver's role: its log; to add hints to the state, of which it reads nothing; to wake the sweep. */
export function receiverStatementsFor(states: readonly NonNullable<StatePlace>[]): Statement[] {
  const hints = (prefix: string) =>
    states.map(
      ({ bucket, folder }): Statement => ({
        Effect: 'Allow',
        Action: ['s3:PutObject'],
        Resource: arnIn(bucket, `/${folder}${prefix}*`),
      }),
    );
  return [
    loggingTo('CallbackLogGroup'),
    ...[HINT_PREFIX, REFUSED_PREFIX].flatMap(hints),
    {
      Effect: 'Allow',
      Action: ['lambda:InvokeFunction'],
      Resource: { 'Fn::GetAtt': ['SweepLambdaFunction', 'Arn'] },
    },
  ];
}

/** The role of the sweep is given this by osls; one that the template brings is not. */
function loggingTo(group: string): Statement {
  return {
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: { 'Fn::GetAtt': [group, 'Arn'] },
  };
}

const ON_OBJECTS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];

/** Without permission to list, S3 answers 403 rather than 404 for an object that does not exist. */
function remembering(bucket: string, folder: string, onObjects = ON_OBJECTS): Statement[] {
  return [
    {
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: arnIn(bucket, ''),
      Condition: { StringLike: { 's3:prefix': [`${folder}*`] } },
    },
    { Effect: 'Allow', Action: onObjects, Resource: arnIn(bucket, `/${folder}*`) },
  ];
}

/** Other partitions (China, GovCloud) have other ARNs. */
function arnIn(bucket: string, rest: string) {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::${bucket}${rest}` };
}
