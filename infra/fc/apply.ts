import { conflictsIn } from '../deploy/diff.ts';
import type { FcClient } from './client.ts';
import { DeployError } from './failure.ts';
import { againOf } from './ownership.ts';
import type { Step } from './plan.ts';
import { ALIAS, type Desired } from './spec.ts';

/**
 * Carries out a plan step by step, and nothing else. When a step fails, the earlier ones stay in place; looking and
 * running it again continues from there.
 * @param onStep called after each step; `name` is the version's once it is known
 * @throws DeployError; for conflicts before anything is written
 */
export async function perform(
  steps: readonly Step[],
  desired: Desired | null,
  client: FcClient,
  onStep: (step: Step, name: string) => void = () => {},
): Promise<void> {
  refuseConflicts(steps);
  const todo = steps.filter(({ action }) => action !== 'nothing');
  let published: string | undefined;
  let done = 0;
  try {
    for (const step of todo) {
      if (step.action === 'delete') {
        await remove(step, client);
      } else if (desired !== null) {
        const id = await write(step, desired, client, published);
        if (step.kind === 'version') published = id;
      }
      done += 1;
      onStep(step, step.kind === 'version' && step.action === 'create' ? (published ?? step.name) : step.name);
    }
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    const where = `${done} of ${todo.length} changes are made; the same command continues from there`;
    throw new DeployError(error.reason, `${error.message}. ${where}`);
  }
}

/** @returns the id of a newly published version */
async function write(
  { kind, action, uploadsCode, versionId }: Step,
  desired: Desired,
  client: FcClient,
  published: string | undefined,
): Promise<string | undefined> {
  const creates = action === 'create';
  switch (kind) {
    case 'service':
      if (desired.service) await client[creates ? 'createService' : 'updateService'](desired.service);
      return;
    case 'function':
      if (creates) await client.createFunction(desired.function, desired.zip);
      else await client.updateFunction(desired.function, uploadsCode ? desired.zip : null);
      return;
    case 'version':
      return publish(desired, client);
    case 'alias': {
      const target = versionId ?? published;
      if (target === undefined) throw new Error('an alias before its version');
      const alias = { name: ALIAS, description: desired.aliasDescription, versionId: target, weights: {} };
      await client[creates ? 'createAlias' : 'updateAlias'](alias);
      return;
    }
    case 'instance cap':
      await client.putInstanceCap(ALIAS, desired.instances);
      return;
    case 'async config':
      await client.putAsyncConfig(ALIAS, desired.async);
      return;
    case 'trigger':
      await client[creates ? 'createTrigger' : 'updateTrigger'](desired.trigger);
      return;
  }
}

/**
 * Function Compute does not publish the same version twice in a row, even if it was deleted by hand; a different
 * description makes it do so.
 */
async function publish({ versionDescription, function: fields }: Desired, client: FcClient): Promise<string> {
  try {
    return await client.publishVersion(versionDescription);
  } catch (error) {
    if (!(error instanceof DeployError && error.reason === 'nothing-to-publish')) throw error;
    await client.updateFunction({ ...fields, description: againOf(fields.description) }, null);
    return client.publishVersion(versionDescription);
  }
}

function remove({ kind, name }: Step, client: FcClient): Promise<void> {
  switch (kind) {
    case 'service':
      return client.deleteService();
    case 'function':
      return client.deleteFunction();
    case 'version':
      return client.deleteVersion(name);
    case 'alias':
      return client.deleteAlias(name);
    case 'instance cap':
      return client.deleteInstanceCap(ALIAS);
    case 'async config':
      return client.deleteAsyncConfig(ALIAS);
    case 'trigger':
      return client.deleteTrigger(name);
  }
}

function refuseConflicts(steps: readonly Step[]): void {
  const conflicts = conflictsIn(steps);
  if (conflicts !== null)
    throw new DeployError('conflict', `nothing was changed, since names are taken:\n${conflicts}`);
}
