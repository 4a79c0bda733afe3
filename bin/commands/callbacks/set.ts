import { applyCallbacks } from '../../../infra/callbacks/apply.ts';
import { type Planned, type Step, stepFor, type Wish } from '../../../infra/callbacks/plan.ts';
import { callbackAddressOf } from '../../../lib/assemble/callback-api.ts';
import type { RelaywatchError } from '../../../lib/base/errors.ts';
import { callbackUrlOf } from '../../../lib/live/callback-url.ts';
import { countOf } from '../../terminal/figures.ts';
import { BAD, block, GOOD, line, type Part, WARNING } from '../../terminal/shown.ts';
import { plainTable } from '../../terminal/table.ts';
import { print, printJson, say } from '../../terminal/terminal.ts';
import { UsageError } from '../../usage-error.ts';
import { type CallbacksFlags, openCallbacks, relaysMeant } from './reading.ts';

export interface CallbacksSetFlags extends CallbacksFlags {
  readonly replace?: boolean;
  readonly remove?: boolean;
  readonly yes?: boolean;
}

interface Outcome {
  readonly planned: readonly Planned[];
  readonly isDryRun: boolean;
  readonly stoppedBy: RelaywatchError | null;
}

const NO_ADDRESS =
  'the configuration does not say what to give to relays: callbacks.url is where the receiver is, and callbacks.token its token';
const MOST_ROWS = 20;
const NOT_TRIED: Step = { kind: 'left', why: 'it was not tried, after the failure above' };

/**
 * Gives relays our CallbackUrl, or takes it from them; without --yes it says what it would do. @returns the exit code:
 * 0 when all of them are, or would be, as wished. @throws ConfigError, UsageError, LiveApiError
 */
export async function callbacksSetCommand(flags: CallbacksSetFlags): Promise<number> {
  if (flags.replace && flags.remove) throw new UsageError('--remove takes only ours away, so --replace has no meaning');
  const wish: Wish = flags.remove ? 'not-ours' : flags.replace ? 'ours-instead' : 'ours';
  const callbacks = await openCallbacks(flags);
  const address = callbackAddressOf(callbacks.config.callbacks);
  if (address === null) throw new UsageError(NO_ADDRESS);
  const urlFor = (region: string) => callbackUrlOf(address, region);
  const tasks = await relaysMeant(callbacks, flags);
  const planned = tasks.map((task) => ({ task, step: stepFor(task, wish) }));
  const outcome = flags.yes
    ? await applied(
        planned,
        wish,
        (todo, tell) => applyCallbacks(callbacks.api, todo, { wish, urlFor }, tell),
        flags.json,
      )
    : { planned, isDryRun: true, stoppedBy: null };
  if (flags.json) printJson(documentOf(outcome));
  else print(textOf(outcome, wish));
  if (outcome.stoppedBy !== null) say(line`${BAD} ${block(outcome.stoppedBy.message)}`);
  return outcome.stoppedBy === null && outcome.planned.every(({ step }) => step.kind !== 'left') ? 0 : 1;
}

type Apply = (todo: readonly Planned['task'][], tell: (result: Planned) => void) => ReturnType<typeof applyCallbacks>;

async function applied(
  planned: readonly Planned[],
  wish: Wish,
  apply: Apply,
  isQuiet: boolean | undefined,
): Promise<Outcome> {
  const todo = planned.filter(({ step }) => step.kind === 'changed').map(({ task }) => task);
  let done = 0;
  const tell = ({ task, step }: Planned) => {
    done += 1;
    const mark = step.kind === 'left' ? WARNING : GOOD;
    if (!isQuiet)
      print(line`${mark} ${done}/${todo.length} ${task.region}/${task.taskId} ${whatOf(step, wish, false)}`);
  };
  const { results, stoppedBy } = await apply(todo, tell);
  const steps = new Map(results.map(({ task, step }) => [task, step]));
  const now = planned.map(({ task, step }) => ({
    task,
    step: step.kind === 'changed' ? (steps.get(task) ?? NOT_TRIED) : step,
  }));
  return { planned: now, isDryRun: false, stoppedBy };
}

function documentOf({ planned, isDryRun, stoppedBy }: Outcome) {
  const relays = planned.filter(({ step }) => step.kind !== 'kept');
  return {
    dryRun: isDryRun,
    ...countsOf(planned),
    ...(stoppedBy === null ? {} : { problem: stoppedBy.message }),
    relays: relays.map(({ task: { region, taskId, name, status, callback }, step }) => ({
      ...{ region, taskId, name, status, callback },
      ...{ step: step.kind, ...(step.kind === 'left' ? { why: step.why } : {}) },
    })),
  };
}

function countsOf(planned: readonly Planned[]) {
  const of = (kind: Step['kind']) => planned.filter(({ step }) => step.kind === kind).length;
  return { changed: of('changed'), kept: of('kept'), left: of('left') };
}

const HEAD = ['region', { head: 'task id', whole: true }, 'name', 'status', 'CallbackUrl', 'what'] as const;

/** Everything that stays as it is, and the first of what is changed: those follow one rule. */
function rowOf({ task }: Outcome['planned'][number], what: string): string[] {
  const { region, taskId, name, status, callback } = task;
  const whose = callback === null ? 'none' : callback.isOurs ? 'ours' : (callback.origin ?? 'not a URL');
  return [region, taskId, name, status, whose, what];
}

function textOf({ planned, isDryRun }: Outcome, wish: Wish): Part {
  const { changed, kept, left } = countsOf(planned);
  const ofKind = (kind: Step['kind']) => planned.filter(({ step }) => step.kind === kind);
  const shown = [...(isDryRun ? ofKind('changed').slice(0, MOST_ROWS) : []), ...ofKind('left')];
  const rows = shown.map((one) => rowOf(one, whatOf(one.step, wish, isDryRun)));
  const more =
    isDryRun && changed > MOST_ROWS ? `  and ${countOf(changed - MOST_ROWS, 'relay')} more that would change\n` : '';
  const would = isDryRun ? 'would be ' : '';
  const summary = `${countOf(changed, 'relay')} ${would}changed, ${kept} as wished before, ${left} left as they are`;
  const hint = isDryRun && changed > 0 ? '; nothing was changed: --yes does it' : '';
  return line`${rows.length === 0 ? '' : line`${plainTable(HEAD, rows)}\n${block(more)}`}${summary}${hint}`;
}

function whatOf(step: Step, wish: Wish, isDryRun: boolean): string {
  switch (step.kind) {
    case 'kept':
      return 'as wished already';
    case 'left':
      return `left: ${step.why}`;
    case 'changed': {
      const done = wish === 'not-ours' ? 'rid of ours' : 'given ours';
      return isDryRun ? `would be ${done}` : done;
    }
  }
}
