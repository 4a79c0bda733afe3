import { callbacksPolicy } from '../../../infra/callbacks/policy.ts';
import { printJson } from '../../terminal/terminal.ts';

/** Prints the RAM policy of who runs these commands; a function needs none of it. @returns the exit code */
export async function callbacksPolicyCommand(): Promise<number> {
  printJson(callbacksPolicy(), 2);
  return 0;
}
