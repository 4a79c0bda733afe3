import { clipChars } from '../base/cut.ts';
import { withoutSecrets } from './secret-forms.ts';

const MASK = '***';
const NONE: readonly never[] = [];
/** The scheme has a maximum length so that matching takes linear time; a quote is a legal character in URLs. */
const URL_IN_TEXT = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"<>]*/gi;
/** The same with slashes escaped or percent-encoded, possibly more than once, as in a quoted query. */
const ENCODED_URL_IN_TEXT = /[a-z][a-z0-9+.-]{0,30}(?!:\/\/)(?::|%(?:25){0,3}3a)(?:\\?\/|%(?:25){0,3}2f){2}[^\s"<>]*/gi;
const SECRET_PARAMETER =
  /((?:auth_?key|req_?auth|signature|access_?key_?(?:id|secret)|token|secret|passw(?:or)?d|credential|webhook)["']?(?:\s*[=:]\s*|%(?:25){0,3}3[ad])["']?)[^\s"'&,;]+/gi;

/** Scheme and host of a URL, which is all that may ever be shown: a stream key can be in its user, path or query. */
function maskUrl(url: string): string {
  const place = schemeAndHost(url);
  return place ? `${place}/${MASK}` : MASK;
}

/**
 * `rtmp://push.example.com:1935` of a URL; null when it has no scheme or no plain host. Uses a pattern, because the URL
 * class rejects hosts and ports that Live accepts, and drops the host of unknown schemes.
 */
export function schemeAndHost(url: string): string | null {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#]*@)?(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?(?:[/?#]|$)/i.exec(
    url.trim(),
  );
  return parts ? `${parts[1]}://${parts[2]}${parts[3] ?? ''}`.toLowerCase() : null;
}

/**
 * Text from outside with every URL cut to scheme and host, the values of secret-looking parameters masked, and the
 * given secrets removed wherever they occur, plain or percent-encoded.
 */
export function redactText(text: string, secrets: readonly (string | undefined)[] = NONE): string {
  // nothing to cut: the usual case, on a hot path that runs twice per task
  if (secrets.length === 0 && !/[:=%]/.test(text)) return text;
  return withoutSecrets(text, secrets, MASK)
    .replace(URL_IN_TEXT, maskUrl)
    .replace(ENCODED_URL_IN_TEXT, MASK)
    .replace(SECRET_PARAMETER, `$1${MASK}`);
}

/**
 * A service's own text, to be quoted in a sentence: one line of visible characters, without secrets, of limited length.
 */
export function quote(text: string, secrets: readonly (string | undefined)[], mostChars: number): string {
  const line = redactText(text, secrets)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  return clipChars(line, mostChars);
}
