import { describe, expect, it } from 'vitest';
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
