import { useContext } from 'preact/hooks';
import type { PastDocument } from '../lib/status/past-documents.ts';
import { Around } from './surroundings.ts';

/** Verdicts that are faults, as the configuration has them. */
const FAULTS = [
  'stopped',
  'missed-start',
  'recovering',
  'stopped-unexplained',
  'unknown',
  'expected-missing',
  'destination-conflict',
  'stalled',
  'ending-soon',
  'monitor-blind',
  'accounts-behind',
] as const;

interface FilterFormProps {
  readonly document: PastDocument;
  /** For suggestions. */
  readonly regions: readonly string[];
}

/** Which time and which relays to show: a plain form, so that it works without a script and its address can be sent. */
export function FilterForm({ document: { period, periods, wanted }, regions }: FilterFormProps) {
  const { words } = useContext(Around);
  const { past } = words;
  const isFiltered = Object.values(wanted).some((text) => text !== '');
  return (
    <form class="filter" method="get" aria-label={past.filterLabel}>
      <label>
        <span>{past.periodLabel}</span>
        <select name="period">
          {periods.map((one) => (
            <option value={one} selected={one === period} key={one}>
              {past.period[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{past.wanted.verdict}</span>
        <select name="verdict">
          <option value="" selected={wanted.verdict === ''}>
            {past.any}
          </option>
          {FAULTS.map((one) => (
            <option value={one} selected={one === wanted.verdict} key={one}>
              {words.verdict[one]}
            </option>
          ))}
        </select>
      </label>
      <Glob name="region" value={wanted.region} list="regions" />
      <Glob name="host" value={wanted.host} />
      <Glob name="name" value={wanted.name} />
      <datalist id="regions">
        {regions.map((one) => (
          <option value={one} key={one} />
        ))}
      </datalist>
      <button type="submit">{past.apply}</button>
      {isFiltered ? <a href={`?period=${period}`}>{past.clear}</a> : null}
      <p class="quiet" id="hint">
        {past.hint}
      </p>
    </form>
  );
}

interface GlobProps {
  readonly name: 'region' | 'host' | 'name';
  readonly value: string;
  readonly list?: string;
}

function Glob({ name, value, list }: GlobProps) {
  const { words } = useContext(Around);
  return (
    <label>
      <span>{words.past.wanted[name]}</span>
      <input
        type="text"
        name={name}
        defaultValue={value}
        maxLength={256}
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        aria-describedby="hint"
        {...(list === undefined ? {} : { list })}
      />
    </label>
  );
}
