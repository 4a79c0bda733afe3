/**
 * The base of every error that relaywatch raises on purpose. The message is for the person on call: what failed, on
 * what, what to do. `reason` comes from a closed list, so it can be a metric dimension and a log field.
 */
export class RelaywatchError<Reason extends string = string> extends Error {
  /** Spelled out in each class: the bundle has other names for classes, and platforms show this one. */
  override readonly name: string = 'RelaywatchError';
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The message of anything thrown, for use in a sentence. Never contains a stack. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
