import { describe, expect, it } from 'vitest';
import { environmentOf } from '../../../infra/aws/environment.ts';
import { pageStatementsFor, statementsFor } from '../../../infra/aws/statements.ts';

const NOTHING = { namespaces: [], states: [], topics: [] };
const arn = (rest: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::states${rest}` });
const onObjects = (Action: string[], rest: string) => ({ Effect: 'Allow', Action, Resource: arn(rest) });
const ALL = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];

describe('the rights of the sweep', () => {
  it('are none where it touches nothing', () => {
    expect(statementsFor(NOTHING)).toEqual([]);
  });

  it('are to publish to its namespaces alone', () => {
    const [statement, ...more] = statementsFor({ ...NOTHING, namespaces: ['A', 'B'] });
    expect(statement).toMatchObject({
      Action: ['cloudwatch:PutMetricData'],
      Condition: { StringEquals: { 'cloudwatch:namespace': ['A', 'B'] } },
    });
    expect(more).toEqual([]);
  });

  it.each([
    ['', '*', '/*'],
    ['prod/', 'prod/*', '/prod/*'],
  ])('are for the folder %j of its bucket alone', (folder, listed, objects) => {
    expect(statementsFor({ ...NOTHING, states: [{ bucket: 'states', folder }] })).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: arn(''),
        Condition: { StringLike: { 's3:prefix': [listed] } },
      },
      onObjects(ALL, objects),
    ]);
  });

  it('are to publish to each of its topics', () => {
    expect(statementsFor({ ...NOTHING, topics: ['arn:1', 'arn:2'] })).toEqual(
      ['arn:1', 'arn:2'].map((Resource) => ({ Effect: 'Allow', Action: ['sns:Publish'], Resource })),
    );
  });
});

describe('the rights of the page', () => {
  const state = { bucket: 'states', folder: '' };

  it.each<[boolean, string[]]>([
    [false, ['s3:GetObject']],
    [true, ALL],
  ])('are to write the state only where it may: %s', (allowsWrites, actions) => {
    const [logging, listing, objects] = pageStatementsFor(state, allowsWrites);
    expect(logging?.Action).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(listing?.Action).toEqual(['s3:ListBucket']);
    expect(objects).toEqual(onObjects(actions, '/*'));
  });

  it('are to log alone where there is no state on S3', () => {
    expect(pageStatementsFor(null, true)).toHaveLength(1);
  });
});

describe('the environment on Lambda', () => {
  it.each<[string, boolean]>([
    ['SLACK_URL', true],
    ['AWS_PROFILE', true],
    ['AWS_REGIONS', true],
    ['AWS_REGION', false],
    ['AWS_DEFAULT_REGION', false],
    ['AWS_ACCESS_KEY_ID', false],
    ['AWS_SECRET_ACCESS_KEY', false],
    ['AWS_SESSION_TOKEN', false],
    ['AWS_LAMBDA_RUNTIME_API', false],
    ['LAMBDA_TASK_ROOT', false],
    ['LAMBDA_TASK_ROOTS', true],
    ['_HANDLER', false],
    ['ALIBABA_CLOUD_ACCESS_KEY_ID', true],
  ])('has %s of its own: %s', (name, isOwn) => {
    const { ssm, secretsmanager } = environmentOf([name]);
    expect([Object.keys(ssm), Object.keys(secretsmanager)]).toEqual(isOwn ? [[name], [name]] : [[], []]);
  });

  it('refers to each value where it is kept, and holds none', () => {
    expect(environmentOf(['A', 'B'])).toEqual({
      ssm: { A: `{{resolve:ssm:/\${param:secretsFrom}/A}}`, B: `{{resolve:ssm:/\${param:secretsFrom}/B}}` },
      secretsmanager: {
        A: `{{resolve:secretsmanager:\${param:secretsFrom}:SecretString:A}}`,
        B: `{{resolve:secretsmanager:\${param:secretsFrom}:SecretString:B}}`,
      },
    });
  });
});
