import { h } from 'preact';
import { describe, expect, it } from 'vitest';
import { Outside } from '../../web/outside.tsx';
import { shortened } from '../../web/shortened.ts';
import { htmlOf, surroundingsIn, textOf } from './a-page.ts';

const outside = (text: string, most?: number) => h(Outside, most === undefined ? { text } : { text, most });

describe('text from outside', () => {
  it.each<[string, string]>([
    ['evening news', '<bdi>evening news</bdi>'],
    ['', '<bdi></bdi>'],
    ['<script>alert(1)</script>', '<bdi>&lt;script>alert(1)&lt;/script></bdi>'],
    ['火星🚀"&', '<bdi>火星🚀&quot;&amp;</bdi>'],
    ['مباراة', '<bdi>مباراة</bdi>'],
    ['&lt;b&gt;', '<bdi>&amp;lt;b&amp;gt;</bdi>'],
  ])('is text, and no markup: %s', (text, html) => {
    expect(htmlOf(outside(text))).toBe(html);
  });

  it.each<[string, number, boolean]>([
    ['a'.repeat(80), 80, false],
    ['a'.repeat(81), 80, true],
    ['🚀'.repeat(80), 80, false],
    ['🚀'.repeat(81), 80, true],
    ['a'.repeat(40), 40, false],
    ['a'.repeat(41), 40, true],
  ])('is folded when it has more characters than fit: %#', (text, most, isFolded) => {
    const html = htmlOf(outside(text, most));
    expect(html.includes('<details')).toBe(isFolded);
    if (isFolded) expect(html).toContain(`<summary title="In full"><bdi>${[...text].slice(0, most).join('')}…</bdi>`);
    // the whole of it is there in any case
    expect(html).toContain(`<bdi>${text}</bdi>`);
  });

  it('is folded in the language of the reader', () => {
    expect(htmlOf(outside('a'.repeat(81)), surroundingsIn('zh'))).toContain('title="全文"');
    expect(textOf(outside('a'.repeat(10_000)))).toHaveLength(81 + 1 + 10_000);
  });
});

describe('a name on a button or a bar', () => {
  it.each<[string, number, string]>([
    ['', 3, ''],
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc…'],
    ['🚀🚀🚀', 3, '🚀🚀🚀'],
    ['🚀🚀🚀🚀', 3, '🚀🚀🚀…'],
    ['直播间', 2, '直播…'],
  ])('%s within %i characters is %s', (text, most, expected) => {
    expect(shortened(text, most)).toBe(expected);
  });
});
