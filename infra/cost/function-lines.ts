import { type CostLine, converted, costLine } from './cost-line.ts';
import { FC_CU_OF, FC_UNITS, LAMBDA_ARM, LAMBDA_REQUESTS, LAMBDA_X86 } from './prices.ts';

/** How often and how long the function runs. */
export interface Running {
  readonly invocations: number;
  readonly seconds: number;
}

/** vCPU per GB when none is requested. Source: devsapp/fc issue 990, 0.33 at 512 MB. */
export const FC_VCPU_OF_A_GB = 2 / 3;
/** The smaller of the two sizes of temporary disk. */
const FC_DISK_GB = 0.5;

/** Both generations of Function Compute are billed alike. */
export function functionComputeLines(memoryMb: number, { invocations, seconds }: Running): CostLine[] {
  const gb = memoryMb / 1_024;
  const { invocation, vcpuSecond, memoryGbSecond, diskGbSecond } = FC_CU_OF;
  return [
    costLine('function memory', converted(FC_UNITS, 'GB-seconds', memoryGbSecond), seconds * gb),
    costLine('function vCPU', converted(FC_UNITS, 'vCPU-seconds', vcpuSecond), seconds * gb * FC_VCPU_OF_A_GB),
    costLine('function disk', converted(FC_UNITS, 'GB-seconds', diskGbSecond), seconds * FC_DISK_GB),
    costLine('invocations', converted(FC_UNITS, 'invocations', invocation), invocations),
  ];
}

export function lambdaLines(
  memoryMb: number,
  architecture: 'x86_64' | 'arm64',
  { invocations, seconds }: Running,
): CostLine[] {
  return [
    costLine('function memory', architecture === 'arm64' ? LAMBDA_ARM : LAMBDA_X86, (seconds * memoryMb) / 1_024),
    costLine('invocations', LAMBDA_REQUESTS, invocations),
  ];
}
