import { RelaywatchError } from '../base/errors.ts';

/** The filters of DescribeLivePullToPushList; each is a fuzzy match. */
export interface TaskFilter {
  readonly taskId?: string;
  readonly taskName?: string;
  readonly dstUrl?: string;
}

/** One call of DescribeLivePullToPushList. */
export interface ListRequest extends TaskFilter {
  readonly region: string;
  /** From 1; Live's default is 1. */
  readonly pageNumber?: number;
  /** 1 to 100; Live's default is 10. */
  readonly pageSize?: number;
}

export interface DescribeRequest {
  readonly region: string;
  readonly taskId: string;
}

export const PAGE_SIZE_MAX = 100;
export const PAGE_NUMBER_MAX = 2_147_483_647;
export const REGION_PATTERN = /^[a-z0-9-]{1,64}$/i;
export const TASK_ID_PATTERN = /^[A-Za-z0-9_-]{1,55}$/;

/** A request that Live would refuse, caught before it was sent. */
export class InvalidRequestError extends RelaywatchError<'invalid-request'> {
  override readonly name = 'InvalidRequestError';

  constructor(problem: string) {
    super('invalid-request', problem);
  }
}

/**
 * The query of DescribeLivePullToPushList, checked as the API documents it.
 * @throws InvalidRequestError naming the parameter, what it must be, and never a URL
 * Source: ApsaraVideo Live API 2016-11-01, DescribeLivePullToPushList, request parameters.
 */
export function listQuery(request: ListRequest): Record<string, string> {
  checkRegion(request.region);
  checkWhole('PageNumber', request.pageNumber, PAGE_NUMBER_MAX);
  checkWhole('PageSize', request.pageSize, PAGE_SIZE_MAX);
  if (request.taskId !== undefined) checkTaskId(request.taskId);
  checkText('TaskName', request.taskName);
  checkText('DstUrl', request.dstUrl);
  return withoutAbsent({
    Region: request.region,
    TaskId: request.taskId,
    TaskName: request.taskName,
    DstUrl: request.dstUrl,
    PageNumber: request.pageNumber,
    PageSize: request.pageSize,
  });
}

/** The query of DescribeLivePullToPush. @throws InvalidRequestError */
export function describeQuery(request: DescribeRequest): Record<string, string> {
  checkRegion(request.region);
  checkTaskId(request.taskId);
  return withoutAbsent({ Region: request.region, TaskId: request.taskId });
}

/**
 * The query of UpdateLivePullToPush for a CallbackUrl alone. An empty one is sent, as it means none.
 * @throws InvalidRequestError
 * Source: ApsaraVideo Live API 2016-11-01, UpdateLivePullToPush: all but Region and TaskId may be left out.
 */
export function updateQuery(request: {
  readonly region: string;
  readonly taskId: string;
  readonly callbackUrl: string;
  readonly repeatNumber: number | null;
}): Record<string, string> {
  const { callbackUrl, repeatNumber } = request;
  return {
    ...describeQuery(request),
    CallbackUrl: callbackUrl,
    ...(repeatNumber === null ? {} : { RepeatNumber: String(repeatNumber) }),
  };
}

function checkRegion(region: string): void {
  if (!REGION_PATTERN.test(region)) {
    throw new InvalidRequestError('Region must be a region id such as cn-shanghai (letters, digits and hyphens)');
  }
}

function checkTaskId(taskId: string): void {
  if (!TASK_ID_PATTERN.test(taskId)) {
    throw new InvalidRequestError('TaskId must be 1 to 55 characters: letters, digits, _ or -');
  }
}

/** Half a surrogate pair cannot be percent-encoded, and therefore cannot be signed. */
function checkText(name: string, value: string | undefined): void {
  if (value !== undefined && /\p{Surrogate}/u.test(value)) {
    throw new InvalidRequestError(`${name} holds half a character: it must be well-formed Unicode`);
  }
}

function checkWhole(name: string, value: number | undefined, max: number): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new InvalidRequestError(`${name} must be a whole number from 1 to ${max}, not ${value}`);
  }
}

/** Null and undefined would be sent as empty parameters; an empty filter means no filter. */
function withoutAbsent(query: Record<string, string | number | undefined>): Record<string, string> {
  const present = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(present.map(([name, value]) => [name, String(value)]));
}
