/** The parts of the SDK that are used, loaded as one: an import() of the package itself would bring all of it into the bundle. */
export { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
