import type { AlarmTarget } from './target.ts';

/** The IAM policy of the person or pipeline that runs `relaywatch alarms`: these resources, and nothing else. */
export function alarmsPolicy({ settings: { prefix }, metrics: { region } }: AlarmTarget): object {
  const partition = partitionOf(region);
  const alarms = `arn:${partition}:cloudwatch:${region}:*:alarm`;
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'FindAlarms', Effect: 'Allow', Action: ['cloudwatch:DescribeAlarms'], Resource: `${alarms}:*` },
      {
        Sid: 'OwnAlarms',
        Effect: 'Allow',
        Action: [
          'cloudwatch:PutMetricAlarm',
          'cloudwatch:DeleteAlarms',
          'cloudwatch:TagResource',
          'cloudwatch:ListTagsForResource',
        ],
        Resource: `${alarms}:${prefix}-*`,
      },
      {
        Sid: 'OwnDashboard',
        Effect: 'Allow',
        Action: ['cloudwatch:GetDashboard', 'cloudwatch:PutDashboard', 'cloudwatch:DeleteDashboards'],
        // dashboards have no region
        Resource: `arn:${partition}:cloudwatch::*:dashboard/${prefix}`,
      },
    ],
  };
}

/** Source: AWS General Reference, Amazon Resource Names. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
