import * as z from 'zod/mini';
import { always } from './fields.ts';
import { sectionOf } from './sections.ts';

/** A check of the whole configuration: a lap has a state that it is kept in, and nothing needs every sweep to see every relay. */
export const lapsCanBeRead = z.superRefine<unknown>((config, { addIssue }) => {
  const { sweep, state, policy } = sectionOf(config);
  if (sectionOf(sweep).mode !== 'rolling') return;
  const add = (path: PropertyKey[], message: string, input: unknown) =>
    addIssue({ code: 'custom', path, message, input });
  if (state === undefined)
    add(['state'], 'a section, since rolling sweeps (sweep.mode) leave there how far they have read', undefined);
  const { stalledAfterSweeps } = sectionOf(policy);
  if (typeof stalledAfterSweeps === 'number' && stalledAfterSweeps > 0)
    add(
      ['policy', 'stalledAfterSweeps'],
      '0, since rolling sweeps (sweep.mode) do not see every relay each time',
      stalledAfterSweeps,
    );
}, always);
