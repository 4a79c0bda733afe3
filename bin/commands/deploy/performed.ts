import type { PlannedAction } from '../../../infra/deploy/diff.ts';
import { perform } from '../../../infra/fc/apply.ts';
import type { FcClient } from '../../../infra/fc/client.ts';
import type { Step } from '../../../infra/fc/plan.ts';
import type { Desired } from '../../../infra/fc/spec.ts';
import { GOOD, line } from '../../terminal/shown.ts';
import { print } from '../../terminal/terminal.ts';

/** Performs the steps, with a line for each that is done. @throws DeployError */
export async function performed(steps: readonly Step[], desired: Desired | null, client: FcClient): Promise<void> {
  const todo = steps.filter(({ action }) => action !== 'nothing').length;
  if (todo === 0) return;
  let done = 0;
  await perform(steps, desired, client, ({ action, kind }, name) => {
    done += 1;
    print(line`${GOOD} ${done}/${todo} ${DONE[action]} ${kind} ${name}`);
  });
}

const DONE: Readonly<Record<PlannedAction, string>> = {
  create: 'created',
  change: 'changed',
  delete: 'deleted',
  nothing: 'left',
  conflict: 'left',
};
