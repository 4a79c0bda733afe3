import type { Price } from '../../lib/metrics/cloudwatch/price.ts';
import { type CostLine, converted, costLine } from './cost-line.ts';
import {
  FC_CU_OF,
  FC_LOGS,
  FC_TRAFFIC,
  FC_UNITS,
  LAMBDA_ARM,
  LAMBDA_LOGS,
  LAMBDA_REQUESTS,
  LAMBDA_TRAFFIC,
  LAMBDA_X86,
} from './prices.ts';

/** How often and how long the function runs. */
export interface Running {
  readonly invocations: number;
  readonly seconds: number;
  /** To Live; 0 where only the function itself is asked about. */
  readonly calls: number;
}

/** What a sweep prints, with what the platform prints about it: a sweep with news prints more. */
export const LOG_BYTES_A_SWEEP = 1_500;
const BYTES_OF_A_MB = 1e6;

function aroundLines(logs: Price, traffic: Price, { invocations, calls }: Running): CostLine[] {
  return [
    costLine('logs', logs, (invocations * LOG_BYTES_A_SWEEP) / BYTES_OF_A_MB),
    costLine('traffic', traffic, calls),
  ];
}

/** vCPU per GB when none is requested. Source: devsapp/fc issue 990, 0.33 at 512 MB. */
export const FC_VCPU_OF_A_GB = 2 / 3;
/** The smaller of the two sizes of temporary disk. */
const FC_DISK_GB = 0.5;

/** Both generations of Function Compute are billed alike. */
export function functionComputeLines(memoryMb: number, running: Running): CostLine[] {
  const { invocations, seconds } = running;
  const gb = memoryMb / 1_024;
  const { invocation, vcpuSecond, memoryGbSecond, diskGbSecond } = FC_CU_OF;
  return [
    costLine('function memory', converted(FC_UNITS, 'GB-seconds', memoryGbSecond), seconds * gb),
    costLine('function vCPU', converted(FC_UNITS, 'vCPU-seconds', vcpuSecond), seconds * gb * FC_VCPU_OF_A_GB),
    costLine('function disk', converted(FC_UNITS, 'GB-seconds', diskGbSecond), seconds * FC_DISK_GB),
    costLine('invocations', converted(FC_UNITS, 'invocations', invocation), invocations),
    ...aroundLines(FC_LOGS, FC_TRAFFIC, running),
  ];
}

export function lambdaLines(memoryMb: number, architecture: 'x86_64' | 'arm64', running: Running): CostLine[] {
  const { invocations, seconds } = running;
  return [
    costLine('function memory', architecture === 'arm64' ? LAMBDA_ARM : LAMBDA_X86, (seconds * memoryMb) / 1_024),
    costLine('invocations', LAMBDA_REQUESTS, invocations),
    ...aroundLines(LAMBDA_LOGS, LAMBDA_TRAFFIC, running),
  ];
}
