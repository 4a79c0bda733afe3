import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { deploySettings, type FcSettings } from '../../../infra/deploy/settings.ts';
import { perform } from '../../../infra/fc/apply.ts';
import type { FcClient } from '../../../infra/fc/client.ts';
import { stepsToNothing } from '../../../infra/fc/destroy-plan.ts';
import { look } from '../../../infra/fc/look.ts';
import { openFc } from '../../../infra/fc/open.ts';
import { type Step, stepsTo } from '../../../infra/fc/plan.ts';
import { type Desired, desiredOf } from '../../../infra/fc/spec.ts';

export const ACCOUNT = '1234567890123456';

/** Settings of a deployment with nothing special. */
export function fcSettings(version: 2 | 3, changes: Readonly<Record<string, unknown>> = {}): FcSettings {
  const role = `acs:ram::${ACCOUNT}:role/relaywatch`;
  const fc = { version, region: 'cn-shanghai', accountId: ACCOUNT, role, ...changes };
  return deploySettings({ fc }, 'test').fc as FcSettings;
}

/** A package with this as its program. */
export function pack(program = 'exports.handler = async () => "swept";') {
  const zip = zipSync({ 'index.js': Buffer.from(program) }, { mtime: new Date(1980, 0, 2) });
  return { zip, sha256: createHash('sha256').update(zip).digest('hex') };
}

export function desired(
  version: 2 | 3,
  changes: Readonly<Record<string, unknown>> = {},
  {
    program,
    environment = { HOOK_URL: 'https://hooks.example/secret-1' },
  }: { program?: string; environment?: Record<string, string> } = {},
): Desired {
  return desiredOf(fcSettings(version, changes), pack(program), environment);
}

export async function plan(wanted: Desired, client: FcClient): Promise<Step[]> {
  return stepsTo(wanted, await look(client, wanted.id, wanted.service !== null));
}

/** @returns what it did: `create function relaywatch` */
export async function apply(wanted: Desired, client: FcClient): Promise<string[]> {
  const done: string[] = [];
  await perform(await plan(wanted, client), wanted, client, ({ action, kind }, name) => {
    done.push(`${action} ${kind} ${name}`);
  });
  return done;
}

/** @returns the sentences on what stays */
export async function destroy(wanted: Desired, client: FcClient): Promise<readonly string[]> {
  const { steps, kept } = stepsToNothing(wanted, await look(client, wanted.id, wanted.service !== null));
  await perform(steps, null, client);
  return kept;
}

/** The real client against the stand-in at `url`. */
export function clientAt(url: string, version: 2 | 3, changes: Readonly<Record<string, unknown>> = {}) {
  return openFc(fcSettings(version, { endpoint: url, ...changes }), { secrets: [] });
}

/** Steps that do something, in short. */
export function todo(steps: readonly Step[]): string[] {
  return steps
    .filter(({ action }) => action !== 'nothing')
    .map(({ action, kind, name }) => `${action} ${kind} ${name}`);
}
