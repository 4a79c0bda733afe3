import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Language } from '../lib/alerts/text/compose.ts';
import { App, type AppProps, headlineOf } from './app.tsx';

/** Files that the page loads, by their names under `assets/`; null if they were not built. */
export interface Assets {
  readonly script: string | null;
  readonly style: string | null;
}

const ICON =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"%3E%3Ccircle cx="8" cy="8" r="6" fill="%230b5cad"/%3E%3C/svg%3E';

/**
 * The page as a browser first receives it: readable without a script, and with the data that the script starts from.
 */
export function pageHtml(
  { status, place, past, why }: Pick<AppProps, 'status' | 'place' | 'past' | 'why'>,
  assets: Assets,
): string {
  const { language } = status;
  // the data must not contain what ends a script for an HTML parser
  const data = JSON.stringify({ status, place, past, why }).replaceAll('<', '\\u003c');
  const body = `<div id="root">${renderToString(h(App, { status, place, past, why }))}</div>
<script type="application/json" id="status">${data}</script>`;
  return documentHtml({ language, title: `${headlineOf(status)} · relaywatch`, root: place.root, body }, assets);
}

export interface Notice {
  readonly language: Language;
  readonly root: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** A command line to copy. */
  readonly command?: string;
  /** A relative address to redirect to at once. */
  readonly goTo?: string;
}

/** A page with a single statement: why there is nothing to see. */
export function noticeHtml({ title, paragraphs, command, goTo, ...rest }: Notice, assets: Assets): string {
  const body = renderToString(
    h('main', { id: 'main' }, [
      h('h1', null, title),
      ...paragraphs.map((text) => h('p', null, text)),
      ...(command === undefined ? [] : [h('pre', null, h('code', null, command))]),
    ]),
  );
  return documentHtml({ ...rest, title, body, ...(goTo === undefined ? {} : { goTo }) }, { ...assets, script: null });
}

interface Parts {
  readonly language: Language;
  readonly title: string;
  readonly root: string;
  readonly body: string;
  readonly goTo?: string;
}

/** A page of its own, around a body. */
export function documentHtml({ language, title, root, body, goTo }: Parts, { script, style }: Assets): string {
  const head = renderToString(
    h('head', null, [
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('meta', { name: 'robots', content: 'noindex' }),
      ...(goTo === undefined ? [] : [h('meta', { 'http-equiv': 'refresh', content: `0; url=${goTo}` })]),
      h('title', null, title),
      h('link', { rel: 'icon', href: ICON }),
      ...(style === null ? [] : [h('link', { rel: 'stylesheet', href: `${root}assets/${style}` })]),
      ...(script === null ? [] : [h('script', { src: `${root}assets/${script}`, defer: true })]),
    ]),
  );
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
${head}
<body>
${body}
</body>
</html>
`;
}
