import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/contributing.md', ROOT), 'utf8');

it('names only files and scripts that there are', () => {
  const paths = [...page.matchAll(/`((?:\.ci|bench|bin|docs|infra|lib|stand-ins|tests)\/[^`<\s]*)`/g)].map(
    ([, path]) => path ?? '',
  );
  expect(paths.length).toBeGreaterThan(40);
  expect(paths.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
  const used = [...page.matchAll(/`(?:npm run )?((?:bench|test):\w+|check|schema|structure|typecheck)`/g)].map(
    ([, name]) => name ?? '',
  );
  expect(used.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});
