import { useContext } from 'preact/hooks';
import type { FleetView, RegionView } from '../lib/status/document.ts';
import { Outside } from './outside.tsx';
import { Around } from './surroundings.ts';
import { Instant, numberIn } from './times.tsx';

const STATUSES = ['running', 'recovering', 'stopped', 'idle', 'exited', 'unknown'] as const;

/** How many relays are in which state, by region. */
export function Fleet({ fleet }: { readonly fleet: FleetView | null }) {
  const { words } = useContext(Around);
  if (fleet === null) return <p>{words.noFleet}</p>;
  return (
    <section aria-labelledby="fleet">
      <h2 id="fleet">
        {words.fleet}{' '}
        <span class="quiet">
          {words.asOf} <Instant iso={fleet.at} />
        </span>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard */}
      <section class="scroll" aria-label={words.fleet} tabIndex={0}>
        <table class="fleet">
          <thead>
            <tr>
              <th scope="col">{words.region}</th>
              {STATUSES.map((status) => (
                <th scope="col" key={status}>
                  {words.status[status]}
                </th>
              ))}
              <th scope="col">{words.total}</th>
              <th scope="col">{words.stoppedWhy}</th>
            </tr>
          </thead>
          <tbody>
            {fleet.regions.map((region) => (
              <Region region={region} key={region.region} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{words.allRegions}</th>
              <Counts byStatus={fleet.byStatus} total={fleet.total} />
              <td />
            </tr>
          </tfoot>
        </table>
      </section>
      <h2>{words.byVerdict}</h2>
      <ul class="chips">
        {Object.entries(fleet.byVerdict).map(([verdict, count]) => (
          <li class="chip" key={verdict}>
            {words.verdict[verdict] ?? verdict} <b>{numberIn(count, words)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Region({ region: { region, byStatus, total, stoppedByReason } }: { readonly region: RegionView }) {
  const { words } = useContext(Around);
  return (
    <tr>
      <th scope="row">
        <Outside text={region} />
      </th>
      <Counts byStatus={byStatus} total={total} />
      <td>
        <ul class="chips">
          {Object.entries(stoppedByReason).map(([reason, count]) => (
            <li class="chip" key={reason}>
              <Outside text={reason} most={40} /> <b>{numberIn(count, words)}</b>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

function Counts({ byStatus, total }: Pick<RegionView, 'byStatus' | 'total'>) {
  const { words } = useContext(Around);
  return (
    <>
      {STATUSES.map((status) => {
        const count = byStatus[status] ?? 0;
        return (
          <td class={`count ${count === 0 ? 'zero' : status}`} key={status}>
            {numberIn(count, words)}
          </td>
        );
      })}
      <td class="count">
        <b>{numberIn(total, words)}</b>
      </td>
    </>
  );
}
