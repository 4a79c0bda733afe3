import { planSummary } from '../../../infra/deploy/diff.ts';
import { type Step, shortCode } from '../../../infra/fc/plan.ts';
import { ALIAS } from '../../../infra/fc/spec.ts';
import { runningText, type Status } from '../../../infra/fc/status.ts';
import type { PackageKind } from '../../../infra/package/function-package.ts';
import { green, line, type Part, red, type Shown, yellow } from '../../terminal/shown.ts';
import { plainTable } from '../../terminal/table.ts';
import { print } from '../../terminal/terminal.ts';

/** Resources, published versions, and which of them is running. */
export function printStatus({ resources, versions, runs, url }: Status, kind: PackageKind): void {
  const rows = resources.map(({ kind, name, state }) => [kind, name, STATE_COLOURS[state]?.(state) ?? state]);
  print(plainTable(['resource', 'name', 'state'], rows));
  const published = versions.map(({ id, code, createdAt }) => [
    id === runs?.version ? green(`${id} ${ALIAS}`) : id,
    shortCode(code),
    createdAt,
  ]);
  if (published.length > 0) print(line`\n${plainTable(['version', 'code', 'published'], published)}`);
  print(line`\nruns   ${runningText(runs)}`);
  if (url !== null) print(line`${kind === 'status' ? 'page  ' : 'called'} ${url}`);
}

const STATE_COLOURS: Readonly<Record<string, (part: Part) => Shown>> = {
  'as configured': green,
  differs: yellow,
  missing: yellow,
  'not ours': red,
};

/** Whether the deployment matches the configuration. */
export function driftText({ drift, resources }: Status, steps: readonly Step[]): string {
  if (!drift) return 'drift  no';
  if (resources.every(({ state }) => state === 'missing'))
    return 'drift  nothing is deployed; `relaywatch deploy apply` makes it';
  return `drift  yes: ${planSummary(steps)}; \`relaywatch deploy plan\` shows each field`;
}
