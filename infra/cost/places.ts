import { type DeploySettings, deploySettings, type FcSettings } from '../deploy/settings.ts';
import type { CloudCost } from './cloud-cost.ts';
import type { CostLine } from './cost-line.ts';
import { functionComputeLines, lambdaLines, type Running } from './function-lines.ts';
import { LAMBDA } from './lambda.ts';

/** A cloud that functions run on. */
export interface Place {
  readonly cloud: CloudCost['cloud'];
  readonly title: string;
  readonly timeoutSeconds: number;
  readonly linesOf: (running: Running) => CostLine[];
}

/** Placeholders, with which the schema fills in what Function Compute would be deployed with. */
const UNNAMED_FC = { version: 3, region: 'cn-shanghai', accountId: '000000', role: 'acs:ram::000000:role/none' };

/** The clouds that are deployed to; if none is named, both with their defaults. */
export function placesOf({ fc, aws }: DeploySettings): Place[] {
  const both = !fc && !aws;
  const { memoryMb, timeoutSeconds } = fc ?? defaultsOfFc();
  const onFunctionCompute: Place = {
    cloud: 'function-compute',
    title: `Function Compute${fc ? ` in ${fc.region}` : ''}, ${memoryMb} MB`,
    timeoutSeconds,
    linesOf: (running) => functionComputeLines(memoryMb, running),
  };
  const onLambda: Place = {
    cloud: 'lambda',
    title: `AWS Lambda${aws ? ` in ${aws.region}` : ''}, ${LAMBDA.memoryMb} MB, ${LAMBDA.architecture}`,
    timeoutSeconds: LAMBDA.timeoutSeconds,
    linesOf: (running) => lambdaLines(LAMBDA.memoryMb, LAMBDA.architecture, running),
  };
  return [...(fc || both ? [onFunctionCompute] : []), ...(aws || both ? [onLambda] : [])];
}

function defaultsOfFc(): FcSettings {
  return deploySettings({ fc: UNNAMED_FC }, 'the defaults').fc as FcSettings;
}
