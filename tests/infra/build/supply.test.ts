import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { advisoriesIn } from '../../../bench/support/advisories-in.ts';

const ROOT = new URL('../../../', import.meta.url);
const jsonOf = (name: string) => JSON.parse(readFileSync(new URL(name, ROOT), 'utf8'));

interface Locked {
  readonly version?: string;
  /** A list: either may be chosen. */
  readonly license?: string | readonly string[];
  readonly dev?: boolean;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}

const manifest = jsonOf('package.json') as Readonly<Record<string, Readonly<Record<string, string>>>>;
const locked = Object.entries((jsonOf('package-lock.json') as { packages: Record<string, Locked> }).packages);
const packages = locked.filter(([path]) => path !== '');

/** All of them allow to ship, changed or not, under a licence of our own. */
const LICENCES = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'Unlicense'];
/** Whose manifest writes it otherwise. */
const WRITTEN_OTHERWISE: Readonly<Record<string, string>> = { 'Apache License 2.0': 'Apache-2.0' };

describe('what is shipped', () => {
  it('has licences that allow it', () => {
    const shipped = packages.filter(([, { dev }]) => dev !== true);
    expect(shipped.length).toBeGreaterThan(100);
    const isAllowed = ([, { license = [] }]: (typeof packages)[number]) =>
      [license].flat().some((one) => LICENCES.includes(WRITTEN_OTHERWISE[one] ?? one));
    expect(shipped.filter((one) => !isAllowed(one)).map(([path]) => path)).toEqual([]);
  });

  it('is of exactly one version of everything, with the digest of its content', () => {
    const wanted = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(wanted.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(packages.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([]);
  });

  it('runs no script when it is installed but those that are allowed one by one', () => {
    const withScripts = packages.filter(([, { hasInstallScript }]) => hasInstallScript);
    const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const decided = manifest.allowScripts ?? {};
    const allowed = (path: string, { version }: Locked) =>
      decided[nameOf(path)] ?? decided[`${nameOf(path)}@${version}`];
    expect(withScripts.map(([path, one]) => [nameOf(path), allowed(path, one)])).toEqual(
      expect.arrayContaining([['esbuild', true]]),
    );
    expect(withScripts.filter(([path, one]) => allowed(path, one) === undefined).map(([path]) => path)).toEqual([]);
  });
});

describe('what the registry says of versions', () => {
  it('is a line for each that is vulnerable', () => {
    const via = [{ title: 'Prototype pollution', url: 'https://example.com/1' }, 'other'];
    expect(advisoriesIn(JSON.stringify({ vulnerabilities: { x: { severity: 'high', via } } }))).toEqual([
      'x, high: Prototype pollution (https://example.com/1); by other',
    ]);
    expect(advisoriesIn('{"vulnerabilities":{}}')).toEqual([]);
  });

  it.each(['', '{"statusCode":405,"message":"405 Method Not Allowed"}', '<html>', 'null'])(
    'is nothing where it did not answer: %j',
    (answer) => expect(advisoriesIn(answer)).toBeNull(),
  );
});
