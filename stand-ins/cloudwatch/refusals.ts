/** Thrown for a request that the service would refuse; `code` is the name of the error's shape. */
export class RefusedRequest extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  /** Status, and the name that clients of the older Query protocol know the error by. */
  get wire(): { readonly status: number; readonly queryCode: string } {
    const [queryCode = this.code.replace(/Exception$/, ''), status = 400] = ERRORS[this.code] ?? [];
    return { status, queryCode };
  }
}

/** By shape: its code in the Query protocol, and its status. Source: Amazon CloudWatch API 2010-08-01, errors, common errors. */
const ERRORS: Readonly<Record<string, readonly [queryCode: string, status: number]>> = {
  DashboardInvalidInputError: ['InvalidParameterInput', 400],
  DashboardNotFoundError: ['ResourceNotFound', 404],
  InternalServiceFault: ['InternalServiceError', 500],
  InvalidNextToken: ['InvalidNextToken', 400],
  InvalidParameterCombinationException: ['InvalidParameterCombination', 400],
  InvalidParameterValueException: ['InvalidParameterValue', 400],
  MissingRequiredParameterException: ['MissingParameter', 400],
  ResourceNotFound: ['ResourceNotFound', 404],
  ResourceNotFoundException: ['ResourceNotFoundException', 404],
  ValidationException: ['ValidationError', 400],
  // of every service
  IncompleteSignatureException: ['IncompleteSignature', 403],
  InvalidSignatureException: ['InvalidSignature', 403],
  MissingAuthenticationTokenException: ['MissingAuthenticationToken', 403],
  RequestEntityTooLargeException: ['RequestEntityTooLarge', 413],
};

/** A value that may not be. @param problem a sentence or the rest of one, without its full stop */
export function invalidValue(problem: string): RefusedRequest {
  return new RefusedRequest('InvalidParameterValueException', `${problem}.`);
}

export function missingParameter(name: string): RefusedRequest {
  return new RefusedRequest('MissingRequiredParameterException', `The parameter ${name} is required.`);
}

export function badCombination(problem: string): RefusedRequest {
  return new RefusedRequest('InvalidParameterCombinationException', `${problem}.`);
}
