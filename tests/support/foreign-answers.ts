import type { Reply } from '../../stand-ins/faulty-server.ts';

/** In each of the answers: nothing of them may be shown. */
export const FOREIGN_CANARY = 'CANARY4a1d7e';

const PAGE = `<!DOCTYPE html><html><head><title>Sign in</title></head><body>${FOREIGN_CANARY}</body></html>`;
const HTML = { 'content-type': 'text/html; charset=utf-8' };
const LOGIN = `https://login.example.com/?back=${FOREIGN_CANARY}`;

/** What stands between us and a service may answer so: a login, a proxy, a hotel's network. None of it is an acceptance. */
export const FOREIGN_ANSWERS: readonly (readonly [name: string, reply: Reply])[] = [
  ['the page of a login', { status: 200, headers: HTML, body: PAGE }],
  ['the page of a proxy, with 203', { status: 203, headers: HTML, body: PAGE }],
  ['a page with 202', { status: 202, headers: HTML, body: PAGE }],
  ['a page that does not say what it is', { status: 200, body: PAGE }],
  ['a page that calls itself JSON', { status: 200, headers: { 'content-type': 'application/json' }, body: PAGE }],
  ['a page that is no XML', { status: 200, headers: HTML, body: `<html><br><p>${FOREIGN_CANARY}</html>` }],
  ['a script that leads to a login', { status: 200, headers: HTML, body: `<script>location="${LOGIN}"</script>` }],
  ['a redirect to a login', { status: 302, headers: { ...HTML, location: LOGIN }, body: PAGE }],
  ['a redirect that keeps the method', { status: 307, headers: { location: LOGIN } }],
  ['a proxy that wants a login', { status: 407, headers: HTML, body: PAGE }],
  ['a network that wants a login', { status: 511, headers: HTML, body: PAGE }],
];
