import { statusOf } from '../../../infra/fc/status.ts';
import { configPath } from '../../../lib/config/load.ts';
import { line } from '../../terminal/shown.ts';
import { print, printJson } from '../../terminal/terminal.ts';
import { foundAt, placesOf, stepsOrWhyNot } from './deployments.ts';
import type { DeployFlags } from './flags.ts';
import { deployJson, together } from './plan-text.ts';
import { driftText, printStatus } from './status-text.ts';

/**
 * Shows what is deployed, and whether it matches the configuration. @returns the exit code. @throws ConfigError,
 * DeployError
 */
export async function deployStatusCommand({ config, bundle, json }: DeployFlags): Promise<number> {
  const path = configPath(config, process.env);
  const told = [];
  for (const place of await placesOf(path)) {
    const found = await foundAt(place);
    const { steps, problem } = await stepsOrWhyNot(place, path, bundle, found);
    told.push({ place, steps, problem, status: statusOf(place.located.identity, found, steps) });
  }
  if (json) {
    printJson(
      together(
        told.map(({ place, steps, status, problem }) => ({
          kind: place.kind,
          json: {
            ...status,
            ...(steps === null ? {} : deployJson(steps)),
            ...(problem === null ? {} : { problem }),
          },
        })),
      ),
    );
    return 0;
  }
  for (const { place, steps, status, problem } of told) {
    print(line`${place.client.place}: deployment ${status.deployment}`);
    printStatus(status, place.kind);
    print(problem === null ? driftText(status, steps ?? []) : `drift  unknown: ${problem}`);
  }
  return 0;
}
