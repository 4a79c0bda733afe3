import { criteria, matchOf } from '../../lib/config/matches.ts';
import type { Match } from '../../lib/monitor/matching.ts';
import { UsageError } from '../usage-error.ts';

const { region, name, source, destination } = criteria;
const FORM = matchOf({ region, name, source, destination });

/**
 * Rejects patterns that the configuration would reject; without patterns there is nothing to check. @throws UsageError
 */
export function checkMatch(match: Match): void {
  if (Object.keys(match).length === 0) return;
  const [first] = FORM.safeParse(match).error?.issues ?? [];
  if (first) throw new UsageError(`--${String(first.path[0] ?? 'name')} must be ${first.message}`);
}
