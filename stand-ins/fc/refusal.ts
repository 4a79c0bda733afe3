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

/** @param held what belongs to the owner, by what it is called. @throws Refusal while there is any of it */
export function checkEmpty(
  owner: string,
  code: string,
  held: Readonly<Record<string, { readonly size: number }>>,
): void {
  const active = Object.entries(held).find(([, { size }]) => size > 0);
  if (active) throw new Refusal(409, code, `${owner} has active '${active[0]}'.`);
}
