import { differenceLine, type PlannedAction, type PlannedChange, type Showing } from '../../infra/deploy/diff.ts';
import { RelaywatchError } from '../../lib/base/errors.ts';
import { GOOD, line, type Part, WARNING } from '../terminal/shown.ts';
import { printJson } from '../terminal/terminal.ts';

/** A step of a plan that was carried out. */
export interface DoneStep extends Pick<PlannedChange, 'action' | 'kind' | 'name'> {
  readonly warnings?: readonly string[];
}

const DONE: Readonly<Record<PlannedAction, string>> = {
  create: 'created',
  change: 'changed',
  delete: 'deleted',
  nothing: 'left',
  conflict: 'left',
};

/** Notes the steps of a plan as they are carried out, with a line for each. */
export class DoneSteps {
  readonly done: DoneStep[] = [];
  readonly #todo: number;
  readonly #tell: (part: Part) => void;

  constructor(steps: readonly PlannedChange[], tell: (part: Part) => void) {
    this.#todo = steps.filter(({ action }) => action !== 'nothing').length;
    this.#tell = tell;
  }

  note({ action, kind }: PlannedChange, name: string, warnings: readonly string[] = []): void {
    this.done.push({ action, kind, name, ...(warnings.length > 0 ? { warnings } : {}) });
    this.#tell(line`${GOOD} ${this.done.length}/${this.#todo} ${DONE[action]} ${kind} ${name}`);
    for (const warning of warnings) this.#tell(line`  ${WARNING} ${warning}`);
  }
}

/** A plan for programs; values of secret fields are left out. */
export function planJson(steps: readonly PlannedChange[], showing: Showing = {}) {
  const changes = steps.map(({ action, kind, name, note, differences }) => ({
    action,
    kind,
    name,
    ...(note === undefined ? {} : { note }),
    ...(differences === undefined
      ? {}
      : {
          differences: differences.map((difference) =>
            showing.isSecret?.(difference.path)
              ? { path: difference.path, is: differenceLine(difference, showing) }
              : difference,
          ),
        }),
  }));
  return { hasChanges: steps.some(({ action }) => action !== 'nothing'), changes };
}

/**
 * Does the work, and prints afterwards what was done of it as JSON, if that is wanted: also when it failed half-way, with
 * the `problem`. @throws what the work throws
 */
export async function reportedAsJson(
  json: boolean | undefined,
  report: () => object,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (json && error instanceof RelaywatchError) printJson({ ...report(), problem: error.message });
    throw error;
  }
  if (json) printJson(report());
}
