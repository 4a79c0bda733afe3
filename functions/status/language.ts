import type { Language } from '../../lib/alerts/text/compose.ts';
import { cookieOf, type HttpRequest } from '../../lib/status/http.ts';

const COOKIE = 'relaywatch_language';
const YEAR_SECONDS = 31_536_000;

/**
 * The reader's language: the one just chosen, or chosen before, or preferred by the browser, or else the configured
 * one.
 */
export function languageOf(request: HttpRequest, configured: Language): Language {
  return (
    chosenIn(request) ?? known(cookieOf(request, COOKIE)) ?? preferred(request.headers['accept-language']) ?? configured
  );
}

/** The header that stores a choice; none if nothing was chosen. */
export function keptLanguage(request: HttpRequest): Readonly<Record<string, string>> {
  const chosen = chosenIn(request);
  if (chosen === null) return {};
  return { 'set-cookie': `${COOKIE}=${chosen}; Path=/; Max-Age=${YEAR_SECONDS}; HttpOnly; Secure; SameSite=Strict` };
}

function chosenIn({ query }: HttpRequest): Language | null {
  return known(query.get('lang'));
}

function known(text: string | null): Language | null {
  return text === 'en' || text === 'zh' ? text : null;
}

/** The language that a browser prefers of the two: `zh-CN,zh;q=0.9,en;q=0.8`. */
function preferred(header = ''): Language | null {
  const wishes = header.split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const weight = parameters.map((one) => /^\s*q=([\d.]+)$/.exec(one)?.[1]).find((one) => one !== undefined);
    return { language: known(tag.split('-')[0] ?? ''), weight: Number(weight ?? 1) };
  });
  const best = wishes.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  return best.find(({ language }) => language !== null)?.language ?? null;
}
