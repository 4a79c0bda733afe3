/** A request that OSS would not serve. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** Further elements of the error. */
  readonly details: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, details: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}
