import { describe, expect, it } from 'vitest';
import { accountsToLookAt } from '../../../functions/accounts/rotation.ts';
import { selfIn } from '../../../functions/accounts/self.ts';
import { describeInvocation } from '../../../functions/invocation.ts';
import { lookEventOf, sweepEventOf } from '../../../functions/look-event.ts';
import { functionCompute, lambda } from '../handler-run.ts';

describe('the event that starts the sweep of an account', () => {
  it.each([
    ['Function Compute', functionCompute(), Buffer.from],
    ['Lambda', lambda(), (text: string) => JSON.parse(text) as unknown],
  ])('says on %s which, and for which timer event', (_, context, arrives) => {
    const trigger = { name: 'every-minute', dueAt: '2026-03-01T08:00:00Z' };
    const event = arrives(sweepEventOf('acme', trigger));
    expect(describeInvocation(event, context)).toMatchObject({ asksFor: 'sweep', account: 'acme', trigger });
    const without = arrives(sweepEventOf('acme', null));
    expect(describeInvocation(without, context)).toMatchObject({ account: 'acme', trigger: null });
    expect(describeInvocation(arrives(lookEventOf('b')), context)).toMatchObject({ asksFor: 'look', account: 'b' });
  });
});

describe('the accounts that a round looks at', () => {
  it('are all, if they are few', () => {
    expect(accountsToLookAt(['a', 'b', 'c'], [], 7)).toEqual(['a', 'b', 'c']);
  });

  it('are a third in turn, so that each is looked at in three rounds, and those that something is known of', () => {
    const names = Array.from({ length: 10 }, (_, index) => `n${index}`);
    const rounds = [5, 6, 7].map((round) => accountsToLookAt(names, [], round));
    expect(rounds.flat().toSorted()).toEqual(names);
    expect(Math.max(...rounds.map(({ length }) => length))).toBeLessThanOrEqual(4);
    expect(accountsToLookAt(names, ['n1', 'gone'], 0)).toEqual(['n0', 'n1', 'n3', 'n6', 'n9']);
  });
});

describe('the function itself', () => {
  it('is what deploy says, else what the platform says', () => {
    const context = { function: { name: 'f' }, service: { name: 's', qualifier: 'live' } };
    expect(selfIn({ RELAYWATCH_SWEEP_FUNCTION: 'x.live' }, context).name).toBe('x.live');
    expect(selfIn({}, context).name).toBe('s.live/f');
    expect(selfIn({}, { function: { name: 'f' } }).name).toBe('f');
    const invokedFunctionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:sweep:live';
    expect(selfIn({}, { invokedFunctionArn }).name).toBe(invokedFunctionArn);
    expect(() => selfIn({}, {})).toThrow(/RELAYWATCH_SWEEP_FUNCTION/);
  });
});
