/** Tags by which browsers know a page that does not say what it is. Source: WHATWG MIME Sniffing, section 7.1. */
const FIRST_TAG =
  /^<(?:!--|(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|meta|link|form)(?![a-z0-9-]))/i;
const ANY_TAG = /<[a-z!/]/i;
const JSON_START = /^[[{"]/;
/** White space, byte order marks, what UTF-16 leaves between letters when it is read as UTF-8, and an XML declaration. */
const BEFORE_IT = /^(?:[\s\uFEFF\uFFFD]|<\?xml[^>]*>)+/i;

/** The words for it, to follow the receiver's name. */
export const WEB_PAGE = 'with a web page (a login or proxy page?), not with an acceptance';

/**
 * Whether an answer is a web page: then a proxy, a login or a hotel's network gave it, and not the service that was called.
 * Judged by what it holds: PHP, Flask and Express call an empty answer and a plain "ok" text/html too.
 * @param opening the first characters of the body; @param isWhole false when it broke off or did not come in time
 */
export function isWebPage(contentType: string | null, opening: string, isWhole = true): boolean {
  const text = opening.replaceAll('\0', '').replace(BEFORE_IT, '');
  if (FIRST_TAG.test(text)) return true;
  if (!isHtmlType(contentType) || JSON_START.test(text)) return false;
  return ANY_TAG.test(text) || (text === '' && !isWhole);
}

/** Whether an answer calls itself a web page. */
export function isHtmlType(contentType: string | null): boolean {
  return /\bx?html\b/i.test(contentType ?? '');
}
