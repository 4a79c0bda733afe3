/** Tags by which browsers recognise an HTML page without a content type. Source: WHATWG MIME Sniffing, section 7.1. */
const FIRST_TAG =
  /^<(?:!--|(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|meta|link|form)(?![a-z0-9-]))/i;
const ANY_TAG = /<[a-z!/]/i;
const JSON_START = /^[[{"]/;
/**
 * White space, byte order marks, the characters that remain between letters when UTF-16 is read as UTF-8, and an XML
 * declaration.
 */
const BEFORE_IT = /^(?:[\s\uFEFF\uFFFD]|<\?xml[^>]*>)+/i;

/** How a message describes a web page, to follow the receiver's name. */
export const WEB_PAGE = 'with a web page (a login or proxy page?), not with an acceptance';

/**
 * Whether an answer is a web page. A proxy, a login page or a hotel network sent it then, not the service that was
 * called. Judged by the content, because PHP, Flask and Express label an empty answer and a plain "ok" as text/html
 * too.
 * @param opening the first characters of the body; @param isWhole false when it broke off or did not come in time
 */
export function isWebPage(contentType: string | null, opening: string, isWhole = true): boolean {
  const text = opening.replaceAll('\0', '').replace(BEFORE_IT, '');
  if (FIRST_TAG.test(text)) return true;
  if (!isHtmlType(contentType) || JSON_START.test(text)) return false;
  return ANY_TAG.test(text) || (text === '' && !isWhole);
}

/** Whether an answer is labelled as a web page. */
export function isHtmlType(contentType: string | null): boolean {
  return /\bx?html\b/i.test(contentType ?? '');
}
