/** A failure that the service tells its caller. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly accessDeniedDetail: Readonly<Record<string, string>> | undefined;

  constructor(code: string, message: string, status = 400, accessDeniedDetail?: Readonly<Record<string, string>>) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.accessDeniedDetail = accessDeniedDetail;
  }
}

/** A value that is not allowed. Live's code for every operation. */
export function invalidParameter(text: string): ApiError {
  return new ApiError('InvalidParameter', `${text}.`);
}

/** A required parameter that is absent, such as MissingRegion. */
export function missing(parameter: string): ApiError {
  return new ApiError(`Missing${parameter}`, `${parameter} is mandatory for this action.`);
}

/** The task is not known in this region, or is gone. */
export function noSuchTask(): ApiError {
  return new ApiError('CodeTaskNotExist', 'The task does not exist.');
}
