import { type ComponentChild, h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { clipChars, longestStart } from '../base/cut.ts';
import { visible } from '../base/visible.ts';
import type { Report } from './report.ts';
import { type Section, sectionsOf, titleOf } from './report-sections.ts';

const LONGEST_TEXT = 300;
const LABEL_COLUMNS = 40;
/** One file that needs nothing else, without script; prints on A4 as on a screen. */
const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1d2330; background: #fff }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem; break-after: avoid }
table { border-collapse: collapse; width: 100%; font-size: .85rem }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #d5dae3 }
td.long { min-width: 10rem; overflow-wrap: anywhere }
thead { display: table-header-group } tr, svg { break-inside: avoid }
svg { display: block; width: 100%; height: auto; margin: .5rem 0 1rem } svg text { font: 12px system-ui, sans-serif; fill: #1d2330 } svg rect { fill: #c0453b }
@page { size: A4; margin: 15mm }
@media print { body { margin: 0; max-width: none; -webkit-print-color-adjust: exact; print-color-adjust: exact } }
`;

/** The report as one HTML file: bars and tables; names and reasons in it are text and no markup. */
export function reportHtml(report: Report): string {
  const title = titleOf(report);
  const head = h('head', null, [
    h('meta', { charset: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width' }),
    h('meta', { 'http-equiv': 'Content-Security-Policy', content: "default-src 'none'; style-src 'unsafe-inline'" }),
    h('title', null, title),
    h('style', null, STYLE),
  ]);
  const body = h('body', null, [h('h1', null, title), ...sectionsOf(report).map(sectionNode)]);
  return `<!doctype html>\n${renderToString(h('html', { lang: 'en' }, [head, body]))}\n`;
}

function sectionNode({ title, sentences, table, bars = [] }: Section): VNode {
  return h('section', null, [
    h('h2', null, title),
    ...sentences.map((one) => h('p', null, one)),
    bars.length > 0 ? barsNode(title, bars) : null,
    table && table.rows.length > 0 ? tableNode(table) : null,
  ]);
}

function tableNode({ head, rows }: NonNullable<Section['table']>): VNode {
  return h('table', null, [
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        head.map((name) => h('th', { scope: 'col' }, name)),
      ),
    ),
    h(
      'tbody',
      null,
      rows.map((row) => h('tr', null, row.map(cellNode))),
    ),
  ]);
}

/** A longer word may be broken anywhere, so that it widens no table; no column becomes narrower than a shorter one. */
const LONG_WORD = /\S{24}/;

function cellNode(cell: string): ComponentChild {
  const text = shown(cell, LONGEST_TEXT);
  return h('td', { class: LONG_WORD.test(text) ? 'long' : undefined }, text);
}

const ROW = 22;
const LABEL_WIDTH = 310;
const BAR_WIDTH = 260;
/** Leaves room for `19 h 50 min and open at 2026-03-03 20:00`, also in a wide font. */
const WIDTH = 900;

function barsNode(title: string, bars: NonNullable<Section['bars']>): VNode {
  const most = Math.max(...bars.map(({ value }) => value), 1);
  const height = bars.length * ROW;
  return h(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': title },
    bars.flatMap(({ label, value, text }, n) => {
      const width = Math.max(1, Math.round((value / most) * BAR_WIDTH));
      const y = n * ROW + ROW * 0.7;
      return [
        h('text', { x: LABEL_WIDTH - 8, y, 'text-anchor': 'end' }, fitting(label)),
        h('rect', { x: LABEL_WIDTH, y: n * ROW + 4, width, height: ROW - 8 }),
        h('text', { x: LABEL_WIDTH + width + 8, y }, text),
      ];
    }),
  );
}

function shown(text: string, most: number): string {
  return visible(clipChars(text, most));
}

/** The start of a label that has room beside its bar. */
function fitting(label: string): string {
  const text = visible(label);
  if (columnsOf(text) <= LABEL_COLUMNS) return text;
  return `${longestStart(text, (start) => columnsOf(start) < LABEL_COLUMNS)}…`;
}

const WIDE =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Extended_Pictographic}|[\u3000-\u303f\uff00-\uff60]/gu;

/** About how wide a text is: Chinese characters and emoji take twice the room of a letter. */
function columnsOf(text: string): number {
  return [...text].length + (text.match(WIDE)?.length ?? 0);
}
