import { describe, expect, it } from 'vitest';
import { openingOf } from '../../lib/http/opening.ts';
import { isWebPage } from '../../lib/http/web-page.ts';

describe('a web page', () => {
  it.each<[string, string | null, string]>([
    ['a page that says so', 'text/html; charset=utf-8', '<!DOCTYPE html><html><title>Sign in</title>'],
    ['a page that says nothing of its type', null, '<html><head>'],
    ['a page that calls itself JSON', 'application/json', '\n\n <!doctype HTML>\n'],
    ['a page that calls itself plain text', 'text/plain', '<HTML LANG="de">'],
    ['a page with a mark before it', null, '\uFEFF<!DOCTYPE html>'],
    ['a page in UTF-16', null, Buffer.from('\uFEFF<html>', 'utf16le').toString('utf8')],
    ['XHTML', 'application/xhtml+xml', '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">'],
    ['a page that begins with a comment', null, '<!-- portal 7 --><html>'],
    ['a page without its beginning', null, '<head><meta http-equiv="refresh" content="0; url=/login">'],
    ['a script that leads to the login', null, '<script>location = "/login"</script>'],
    ['a piece of a page that says so', 'text/html', 'Please <a href="/login">sign in</a>'],
  ])('is %s', (_, contentType, opening) => {
    expect(isWebPage(contentType, opening)).toBe(true);
  });

  it.each<[string, string | null, string]>([
    ['nothing', null, ''],
    ['nothing of a receiver in PHP or Flask', 'text/html; charset=UTF-8', ''],
    ['the word of a receiver in Express', 'text/html; charset=utf-8', 'ok'],
    ['JSON that holds a page', 'application/json', '{"page":"<html>"}'],
    ['JSON that calls itself HTML', 'text/html', '{"ok":true,"id":"<b>"}'],
    ['other XML', 'application/xml', '<?xml version="1.0"?><Response/>'],
    ['XML whose root sounds like a tag', 'application/xml', '<body-of-answer/>'],
    ['a word about pages', 'text/plain', 'not <html>'],
  ])('is not %s', (_, contentType, opening) => {
    expect(isWebPage(contentType, opening)).toBe(false);
  });

  it('is what says so and then shows nothing in time', () => {
    expect(isWebPage('text/html', '', false)).toBe(true);
    expect(isWebPage('application/json', '', false)).toBe(false);
    expect(isWebPage(null, '', false)).toBe(false);
  });
});

describe('the opening of an answer', () => {
  const bodyOf = (start: (controller: ReadableStreamDefaultController<Uint8Array>) => void) =>
    new Response(new ReadableStream({ start }));
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('is the whole of a short one', async () => {
    expect(await openingOf(new Response('ok'))).toEqual({ text: 'ok', isWhole: true });
    expect(await openingOf(new Response(null, { status: 204 }))).toEqual({ text: '', isWhole: true });
  });

  it('is the beginning of a long one, and the rest is not read', async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(bytes('x'.repeat(700)));
      },
    });
    const { text, isWhole } = await openingOf(new Response(endless));
    expect([text.length, isWhole]).toEqual([1_024, false]);
    expect(pulled).toBeLessThan(5);
  });

  it('is what came before it broke off', async () => {
    const broken = bodyOf((controller) => {
      controller.enqueue(bytes('<ht'));
      queueMicrotask(() => controller.error(new Error('reset')));
    });
    expect((await openingOf(broken)).isWhole).toBe(false);
  });

  it('is what came in time of one that never ends', async () => {
    const silent = bodyOf((controller) => controller.enqueue(bytes('ok')));
    expect(await openingOf(silent, 20)).toEqual({ text: 'ok', isWhole: false });
  });
});
