/** A request that Function Compute would not serve. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** @throws Refusal saying what is wrong with the request */
export function invalid(message: string): never {
  throw new Refusal(400, 'InvalidArgument', message);
}
