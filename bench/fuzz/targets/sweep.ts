import { composeText } from '../../../lib/alerts/text/compose.ts';
import { bodyOf, pageOf } from '../../../lib/live/answer.ts';
import { LiveApiError } from '../../../lib/live/errors.ts';
import { parseRelayTask } from '../../../lib/live/task.ts';
import type { RelayTask } from '../../../lib/monitor/relay-task.ts';
import { World } from '../../../stand-ins/simulation/world.ts';
import { SECRET } from '../hostile.ts';
import { mutatedJson } from '../mutated.ts';
import { type FuzzTarget, must } from '../target.ts';
import { LIST_ANSWER } from './live-answers.ts';

const CONTEXT = { action: 'DescribeLivePullToPushList', region: 'cn-shanghai', host: 'live.example.com' };

/** Whole sweeps over relays as hostile answers show them: judged, decided, told in both languages, saved, published. */
export async function open(): Promise<FuzzTarget<string>> {
  return {
    inputs: mutatedJson(LIST_ANSWER, true),
    run: async (text) => {
      const world = new World();
      for (const id of ['a', 'b', 'c']) world.add(id);
      must((await world.sweep()) !== null, 'the first sweep died');
      for (const task of tasksIn(text)) world.tasks.set(`${task.taskId}`, task);
      world.set('a', 'stopped', 'PullStreamFailed');
      must((await world.sweepAfter(60)) !== null, 'the second sweep died');
      must((await world.sweepAfter(60)) !== null, 'the third sweep died');
      const told = world.heard.map(({ notification }) => [
        notification,
        composeText(notification, 'en'),
        composeText(notification, 'zh'),
      ]);
      must(told.length > 0, 'nobody was told that a relay stopped');
      const { snapshot, problems } = await world.store.load();
      must(problems.length === 0, `the state cannot be read: ${problems.join()}`);
      const all = JSON.stringify([told, snapshot, world.logged, await world.noted()]);
      must(!all.includes(SECRET), `a secret is shown: ${all}`);
    },
  };
}

function tasksIn(text: string): readonly RelayTask[] {
  const answer = { status: 200, headers: { get: () => null }, text, isWhole: true };
  try {
    return pageOf(bodyOf(answer, CONTEXT, []), { region: CONTEXT.region }, CONTEXT, parseRelayTask).tasks;
  } catch (error) {
    if (!(error instanceof LiveApiError)) throw error;
    return [];
  }
}
