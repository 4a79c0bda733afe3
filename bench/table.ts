/** How long a table of ten thousand rows takes, beside the same rows joined without a look at their width. */
import { plainTable } from '../bin/terminal/table.ts';
import { atMost, figure } from './support/figure.ts';
import { markdownTable, result } from './support/table.ts';

const ROWS = 10_000;
const HEAD = ['region', 'task id', 'name', 'status', 'source'];
const rows = Array.from({ length: ROWS }, (_, n) => [
  'cn-shanghai',
  `5ae40d77-13bb-4234-ab81-${n}`,
  n % 3 === 0 ? `火星频道 ${n} 直播` : `relay-${n}`,
  'stopped',
  `rtmp://source-${n % 12}.example.com`,
]);

function bestMs(work: () => unknown): number {
  const took = [1, 2, 3, 4, 5].map(() => {
    const beganMs = performance.now();
    work();
    return performance.now() - beganMs;
  });
  return Math.round(Math.min(...took));
}

const tableMs = bestMs(() => plainTable(HEAD, rows, { width: 80 }));
const joinedMs = bestMs(() => rows.map((cells) => cells.join('  ')).join('\n'));
figure(atMost('a table of 10,000 rows', tableMs, 1_000, ' ms', 0));
result(
  markdownTable(
    ['10,000 rows, 80 columns wide', 'aim', 'ms, best of five'],
    [
      ['table, cut by width', '≤ 1,000', String(tableMs)],
      ['joined, as they are', '', String(joinedMs)],
    ],
  ),
);
