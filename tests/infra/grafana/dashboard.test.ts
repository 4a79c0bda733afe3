import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dashboardText, grafanaDashboard } from '../../../infra/grafana/dashboard.ts';
import { metricNamesIn, PUBLISHED_NAMES } from '../prometheus/published-names.ts';

interface Panel {
  readonly title?: string;
  readonly gridPos?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr?: string; readonly refId?: string }[];
}
const panels = () => (grafanaDashboard().panels ?? []) as Panel[];

it('is what the file says; `npm run grafana` writes it', () => {
  const file = new URL('../../../infra/grafana/relaywatch-dashboard.json', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(dashboardText());
});

it('asks only for metrics that are published, and each of its panels for one', () => {
  const names = panels().flatMap(({ targets = [] }) => targets.flatMap(({ expr = '' }) => metricNamesIn(expr)));
  expect(names.length).toBeGreaterThan(panels().length);
  expect(names.filter((name) => !PUBLISHED_NAMES.has(name))).toEqual([]);
  expect(panels().filter(({ targets = [] }) => targets.length === 0)).toEqual([]);
});

it('lays its panels side by side without overlaps, and names the queries of each differently', () => {
  const taken = new Set<string>();
  for (const { title, gridPos, targets = [] } of panels()) {
    expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
    if (gridPos === undefined) return expect.fail(`${title} has no place`);
    expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        expect(taken.has(`${x} ${y}`), `${title} at ${x}, ${y}`).toBe(false);
        taken.add(`${x} ${y}`);
      }
    }
  }
});
