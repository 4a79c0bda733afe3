import { decide } from './decide.ts';
import { removeCovered } from './looks/covered.ts';
import { keepRoster } from './looks/keep-roster.ts';
import { readAndLook } from './looks/read-and-look.ts';
import { noteInJournal } from './note.ts';
import { finished, skippedBy, superseded } from './outcome.ts';
import { publishAll } from './publish.ts';
import { reported } from './reporting.ts';
import { isWhole } from './rolling/whole.ts';
import type { SweepSummary } from './summary.ts';
import { pointsOf } from './sweep-points.ts';
import { type SweepDeps, SweepRun, type SweepSettings } from './sweep-run.ts';
import { Telling } from './telling.ts';

/**
 * One sweep: reads every relay task of every region, judges, decides, remembers, tells, publishes. This is the only
 * place that knows the order: paging comes first, and each phase has its share of the time. Returns the summary, which
 * includes whatever outside systems do wrong; that is never thrown.
 */
export async function sweep(settings: SweepSettings, deps: SweepDeps): Promise<SweepSummary> {
  const run = new SweepRun(settings, deps);
  const session = await run.phase('opening', () => run.openState());
  const skipped = skippedBy(session, deps);
  if (skipped) return skipped;

  const { fleet, left } = await run.phaseWithLease('reading', session, (time) => readAndLook(run, session, time));
  const decided = await run.phaseWithLease('asking', session, (time) => decide(run, session, fleet, left, time));

  const telling = new Telling(run, session, decided);
  if (!(await run.phase('saving', () => telling.save()))) return superseded(decided, [], deps);
  const pages = await run.phaseWithLease('telling', session, (time) => telling.tell(time));
  const report = await reported(run, session, decided);
  const told = report
    ? await run.phaseWithLease('telling', session, (time) => telling.tellReport(pages, report, time))
    : pages;

  const points = pointsOf(run, session, decided, told);
  if (!(await run.phase('releasing', () => telling.release(told, points)))) {
    return superseded(decided, told.deliveries, deps);
  }
  const { deliveries } = await run.phase('releasing', (time) => telling.tellLate(told, points, time));

  // the last save may have shown that the state is broken, which is one of the metrics
  const last = pointsOf(run, session, decided, told);
  const [published] = await run.phase('publishing', (time) =>
    Promise.all([
      publishAll(last, fleet.observations.taskGauges?.points() ?? null, decided.facts.complete, {
        ...deps,
        signal: time.signal,
      }),
      noteInJournal(run, session, decided, deliveries, time),
      removeCovered(run, isWhole(fleet) ? left.hints : [], time),
      keepRoster(run, fleet, time),
    ]),
  );
  const { cut, isHurried } = run;
  const state = session.outcome();
  return finished(run.id, { ...decided, ...published, pages: fleet.pages, deliveries, state, cut, isHurried }, deps);
}
