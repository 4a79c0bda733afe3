import { RelaywatchError } from '../lib/base/errors.ts';

/** The command line was used in a way that cannot work. */
export class UsageError extends RelaywatchError<'bad-use'> {
  override readonly name = 'UsageError';

  constructor(problem: string) {
    super('bad-use', problem);
  }
}
