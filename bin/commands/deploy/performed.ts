import { perform } from '../../../infra/fc/apply.ts';
import { telling } from '../../terminal/terminal.ts';
import { DoneSteps } from '../done-steps.ts';
import type { Planned } from './deployments.ts';
import { deployJson } from './plan-text.ts';

/** What became of one deployment. */
export class Performance {
  readonly plan: Planned;
  readonly #progress: DoneSteps;
  /** Where the page answers; null where there is none, or it is not known. */
  url: string | null = null;

  constructor(plan: Planned, json: boolean | undefined) {
    this.plan = plan;
    this.#progress = new DoneSteps(plan.steps, telling(json));
  }

  /** Carries the plan out, with a line for each step that is done. @throws DeployError */
  async perform(): Promise<void> {
    const { steps, desired, client } = this.plan;
    await perform(steps, desired, client, (step, name) => this.#progress.note(step, name));
  }

  /** The plan and what was done of it, for programs. */
  json(): object {
    const { located, steps, kept } = this.plan;
    return {
      deployment: located.identity.id,
      ...deployJson(steps),
      ...(kept.length > 0 ? { kept } : {}),
      done: this.#progress.done,
      ...(this.url === null ? {} : { url: this.url }),
    };
  }
}
