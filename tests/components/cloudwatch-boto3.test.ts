import { expect, it } from 'vitest';
import { startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { describeComponent } from './describe-component.ts';
import { pythonModule, runPython } from './python.ts';

describeComponent('boto3', pythonModule('boto3'), () => {
  it('works with the stand-in of CloudWatch as with the service', async () => {
    const standIn = await startCloudWatchStandIn();
    try {
      expect(await runPython('./cloudwatch_boto3.py', [standIn.url])).toEqual({
        byName: ['two'],
        byPrefix: ['one'],
        byState: ['one', 'two'],
        byOtherState: [],
        byAction: ['one'],
        pages: [1, 1],
        updated: true,
        tags: [{ Key: 'stage', Value: 'prod' }],
        dashboards: [15],
        dashboard: true,
        refusals: {
          namespace: ['InvalidParameterValueException', 'InvalidParameterValue', 400],
          deleteAlarm: ['ResourceNotFound', 'ResourceNotFound', 404],
          token: ['InvalidNextToken', 'InvalidNextToken', 400],
          percentile: ['InvalidParameterValueException', 'InvalidParameterValue', 400],
          getDashboard: ['ResourceNotFound', 'ResourceNotFound', 404],
          deleteDashboard: ['ResourceNotFound', 'ResourceNotFound', 404],
          putDashboard: ['DashboardInvalidInputError', 'InvalidParameterInput', 400],
          metricData: ['ClientError', 'UnknownOperation', 400],
        },
        left: [],
      });
      expect(standIn.datapoints()).toHaveLength(500);
      expect(standIn.bodies().some(({ gzip }) => gzip)).toBe(true);
    } finally {
      await standIn.close();
    }
  });
});
