import { deadAfterMinutes, deadMan } from './dead-man.ts';
import { delayOf, gauge, type Rule } from './rule.ts';
import type { AlarmTarget } from './target.ts';

/**
 * Whoever watches over several accounts publishes one number, and both alarms look at it: whether it is there, and what it is.
 * Two alarms rather than one, since the reader at night has two different things to do.
 */
export function accountRules(target: AlarmTarget): Rule[] {
  const minutes = deadAfterMinutes(target);
  return [
    {
      ...deadMan('AccountsBehind', 'the last look', target),
      id: 'dispatcher-dead',
      firesWhen: `nobody has looked at the accounts for ${minutes} minutes`,
      todo: "Sweeps of all accounts are probably not started. Look at the function's timer, then at its log: dispatcher lines have no account",
      // a number of accounts is never below zero: only its absence counts
      comparison: 'LessThanThreshold',
      threshold: 0,
    },
    {
      ...gauge('AccountsBehind', {}, target),
      id: 'accounts-behind',
      firesWhen: 'an account is not watched as it should be, for two looks in a row',
      delay: delayOf(1),
      todo: 'The channels at the top of the file were told which and why; `relaywatch check --account <name>` says what is wrong',
      threshold: 1,
    },
  ];
}
