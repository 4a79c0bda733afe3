import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, 'docs/pictures');
const MOST_BYTES = 600_000;
const PICTURE = /!\[([^\]]*)\]\(([^)\s]+)\)|<img\s[^>]*>/g;

const pages = ['README.md', 'bench/README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter(
  (page) => page.endsWith('.md'),
);
/** Every picture that a page shows: where it is, and what stands there for whoever cannot see it. */
const shown = pages.flatMap((page) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(PICTURE)].map(([tag, text, path]) => ({
    page,
    text: text ?? /\balt="([^"]*)"/.exec(tag)?.[1] ?? '',
    file: join(ROOT, dirname(page), path ?? /\bsrc="([^"]*)"/.exec(tag)?.[1] ?? ''),
  })),
);

describe('pictures in the documentation', () => {
  it('are there, each with a text for whoever cannot see it', () => {
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter(({ file, text }) => !existsSync(file) || text.split(' ').length < 5)).toEqual([]);
  });

  it('are all shown somewhere, and small enough for a slow line', () => {
    const kept = readdirSync(FOLDER).map((name) => join(FOLDER, name));
    expect(kept.filter((one) => !shown.some(({ file }) => file === one))).toEqual([]);
    expect(kept.reduce((sum, one) => sum + statSync(one).size, 0)).toBeLessThanOrEqual(MOST_BYTES);
  });
});
