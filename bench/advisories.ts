import { spawnSync } from 'node:child_process';
import { advisoriesIn } from './support/advisories-in.ts';
import { result } from './support/table.ts';

/*
 * Asks the registry for known vulnerabilities of what is shipped. Exits with 1 when there are any; a registry that does not
 * answer is said, and stops nobody.
 */

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 60_000 });
const advisories = advisoriesIn(stdout);
if (advisories === null) {
  result('the registry does not say which versions are vulnerable: nothing was checked');
} else if (advisories.length === 0) {
  result('no version that is shipped is known to be vulnerable');
} else {
  result(`known to be vulnerable:\n${advisories.map((one) => `  ${one}`).join('\n')}`);
  process.exitCode = 1;
}
