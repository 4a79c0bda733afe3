import * as official from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MEMBERS } from '../../../stand-ins/cloudwatch/members.ts';
import { RefusedRequest } from '../../../stand-ins/cloudwatch/refusals.ts';
import { type CloudWatchStandIn, startCloudWatchStandIn } from '../../../stand-ins/cloudwatch/server.ts';
import { rpc } from './signed-call.ts';

let standIn: CloudWatchStandIn;
beforeAll(async () => {
  standIn = await startCloudWatchStandIn();
});
afterAll(() => standIn.close());

/** The schemas that the official client is generated with: of a structure, its name and its members stand third and fifth. */
const SCHEMAS = Object.values(official as Readonly<Record<string, unknown>>).filter(
  (one): one is readonly [number, string, string, unknown, readonly string[]] => Array.isArray(one),
);
const REFUSED = Object.entries(MEMBERS).flatMap(([shape, { refused = [] }]) =>
  refused.map((name) => [shape, name] as const),
);
const OPERATIONS = Object.keys(MEMBERS).filter((shape) => shape.endsWith('Input'));

describe('what the stand-in of CloudWatch knows of a request', () => {
  it.each(Object.entries(MEMBERS))('is what the official client can say in %s', (shape, { done, refused = [] }) => {
    const schema = SCHEMAS.find(([, , name]) => name === shape);
    expect([...done, ...refused].toSorted()).toEqual(schema?.[4].toSorted());
  });

  it.each(REFUSED.filter(([shape]) => shape.endsWith('Input')))(
    'is refused where it is not done: %s.%s',
    async (shape, name) => {
      const { status, body } = await rpc(standIn, shape.replace(/Input$/, ''), { [name]: 'x' });
      expect({ status, body }).toMatchObject({ status: 400, body: { message: expect.stringContaining(name) } });
    },
  );

  it.each(OPERATIONS)('is no member that nobody knows (%s)', async (shape) => {
    const { status, body } = await rpc(standIn, shape.replace(/Input$/, ''), { Nonsense: 1 });
    expect({ status, body }).toMatchObject({ status: 400, body: { message: expect.stringContaining('Nonsense') } });
  });

  it.each([
    ['MetricData', { MetricData: [{ MetricName: 'M', Value: 1, Nonsense: 1 }] }],
    [
      'a dimension',
      { MetricData: [{ MetricName: 'M', Value: 1, Dimensions: [{ Name: 'N', Value: 'V', Nonsense: 1 }] }] },
    ],
    ['statistics', { MetricData: [{ MetricName: 'M', StatisticValues: { Nonsense: 1 } }] }],
  ])('is no member that nobody knows in %s', async (_name, input) => {
    const { status, body } = await rpc(standIn, 'PutMetricData', { Namespace: 'N', ...input });
    expect({ status, body }).toMatchObject({ status: 400, body: { message: expect.stringContaining('Nonsense') } });
  });
});

describe('a refusal of the stand-in of CloudWatch', () => {
  const errors = SCHEMAS.flatMap((schema) => {
    const traits = schema[3] as { awsQueryError?: readonly [string, number]; httpError?: number };
    return traits?.awsQueryError === undefined ? [] : [[schema[2], ...traits.awsQueryError] as const];
  });
  const ours = [
    'DashboardInvalidInputError',
    'DashboardNotFoundError',
    'InternalServiceFault',
    'InvalidNextToken',
    'InvalidParameterCombinationException',
    'InvalidParameterValueException',
    'MissingRequiredParameterException',
    'ResourceNotFound',
    'ResourceNotFoundException',
  ];
  it.each(ours)('has the status and the older name that the official client knows (%s)', (shape) => {
    const [, queryCode, status] = errors.find(([name]) => name === shape) ?? [];
    expect(new RefusedRequest(shape, 'x').wire).toEqual({ queryCode, status });
  });
});
