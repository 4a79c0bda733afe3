import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Language } from '../lib/alerts/text/compose.ts';
import type { MonitorProblem } from '../lib/status/document.ts';
import { type Assets, documentHtml } from './html.tsx';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

/** How one of several accounts does; null where that is not known. */
export interface AccountRow {
  readonly name: string;
  /** What is wrong with its monitor, worst first. */
  readonly problems: readonly MonitorProblem[];
  readonly relays: number | null;
  readonly running: number | null;
  readonly stopped: number | null;
  /** Causes that are open. */
  readonly open: number | null;
  /** ISO 8601, UTC. */
  readonly lastSweepAt: string | null;
}

const WORDS = {
  en: {
    title: 'Accounts',
    heads: ['Account', 'Monitor', 'Open causes', 'Relays', 'Running', 'Stopped', 'Last sweep'],
    well: 'well',
    problem: en.problem,
  },
  zh: {
    title: '账号',
    heads: ['账号', '监控状态', '未恢复的故障', '任务数', '运行中', '已停止', '上次巡检'],
    well: '正常',
    problem: zh.problem,
  },
} as const satisfies Record<Language, unknown>;

interface AccountsPage {
  readonly language: Language;
  readonly root: string;
  readonly rows: readonly AccountRow[];
}

/** The list of all accounts, each leading to its own pages; those with something wrong first. Readable without a script. */
export function accountsHtml({ language, root, rows }: AccountsPage, assets: Assets): string {
  const words = WORDS[language];
  const body = renderToString(
    h('main', { id: 'main' }, [
      h('h1', null, words.title),
      h('table', null, [
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            words.heads.map((head) => h('th', { scope: 'col' }, head)),
          ),
        ),
        h(
          'tbody',
          null,
          rows.toSorted(byWeight).map((row) => rowOf(row, root, words)),
        ),
      ]),
    ]),
  );
  return documentHtml({ language, title: `${words.title} · relaywatch`, root, body }, { ...assets, script: null });
}

function byWeight(a: AccountRow, b: AccountRow): number {
  return weightOf(b) - weightOf(a) || (a.name < b.name ? -1 : 1);
}

function weightOf({ problems, open }: AccountRow): number {
  return (problems.length > 0 ? 1_000_000 : 0) + (open ?? 0);
}

function rowOf(row: AccountRow, root: string, words: (typeof WORDS)[Language]) {
  const { name, problems, open, relays, running, stopped, lastSweepAt } = row;
  const health = problems.length === 0 ? words.well : problems.map((one) => words.problem[one]).join(', ');
  const figures = [open, relays, running, stopped].map((figure) => (figure === null ? '–' : String(figure)));
  return h('tr', { class: problems.length > 0 ? 'ill' : 'well' }, [
    h('th', { scope: 'row' }, h('a', { href: `${root}accounts/${name}/` }, name)),
    h('td', null, health),
    ...figures.map((figure) => h('td', { class: 'number' }, figure)),
    h(
      'td',
      null,
      lastSweepAt === null ? '–' : h('time', { dateTime: lastSweepAt }, lastSweepAt.replace(/\.\d+Z$/, 'Z')),
    ),
  ]);
}
