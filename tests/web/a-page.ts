import { type ComponentChildren, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Around, Moment, type Surroundings, wordsIn } from '../../web/surroundings.ts';

export const AT = '2026-03-01T08:00:00.000Z';

export const surroundingsIn = (language: 'en' | 'zh', parts: Partial<Surroundings> = {}): Surroundings => ({
  words: wordsIn[language],
  today: AT,
  root: './',
  isAlive: false,
  proof: null,
  ...parts,
});

/** The HTML of a part of the page. */
export function htmlOf(part: ComponentChildren, around: Surroundings = surroundingsIn('en')): string {
  return renderToString(
    h(Around.Provider, { value: around, children: h(Moment.Provider, { value: AT, children: part }) }),
  );
}

/** What a reader sees of it. */
export function textOf(part: ComponentChildren, around?: Surroundings): string {
  return seenIn(htmlOf(part, around));
}

/** The words between the tags of HTML, in one line. */
export function seenIn(html: string): string {
  return html
    .replace(/<\/?(?:bdi|b|code|a)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim();
}
