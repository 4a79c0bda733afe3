const MASK = '***';
const URL_IN_TEXT = /\b([a-z][a-z0-9+.-]*):\/\/([^\s"'<>]*)/gi;
const SECRET_PARAMETER =
  /\b(auth_?key|req_?auth|signature|security_?token|access_?key_?(?:id|secret)|token|secret|password|webhook)\b(["']?\s*[=:]\s*["']?)[^\s"'&,;]+/gi;

/** Scheme and host of a URL, as much as may ever be shown: a stream key can sit in its user, path or query. */
export function maskUrl(url: string): string {
  const place = schemeAndHost(url);
  return place ? `${place}/${MASK}` : MASK;
}

/**
 * `rtmp://push.example.com:1935` of a URL; null when it has no scheme or no plain host.
 * By pattern, because the URL class refuses hosts and ports that Live accepts, and drops the host of unknown schemes.
 */
export function schemeAndHost(url: string): string | null {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#]*@)?(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?(?:[/?#]|$)/i.exec(
    url.trim(),
  );
  return parts ? `${parts[1]}://${parts[2]}${parts[3] ?? ''}`.toLowerCase() : null;
}

/**
 * Text from outside with every URL cut to scheme and host, values of secret-looking parameters masked, and the given
 * secrets removed wherever they stand, plain or percent-encoded.
 */
export function redactText(text: string, secrets: readonly (string | undefined)[] = []): string {
  const forms = secrets
    .filter((secret) => secret !== undefined && secret.length >= 4)
    .flatMap((secret) => [secret as string, encodeURIComponent(secret as string)]);
  return forms
    .reduce((clean, secret) => clean.replaceAll(secret, MASK), text)
    .replace(URL_IN_TEXT, (url) => maskUrl(url))
    .replace(SECRET_PARAMETER, `$1$2${MASK}`);
}
