/**
 * The parts of the SDK that we use, in a module of their own: an import() of the package itself would put all of it
 * into the bundle.
 */
export { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
