import stringWidth from 'string-width';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a terminal in this environment shows UTF-8. Without a locale it is C, which only knows ASCII. */
export function showsUtf8(env: Environment): boolean {
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}

/** The symbols that we write ourselves, one column each. */
const OWN: Readonly<Record<string, string>> = { '✓': '+', '✗': 'x', '…': '~', '·': '-', '–': '-', '→': '>' };
const NOT_ASCII = /[^\p{ASCII}]/u;

/** The text in ASCII: what cannot be shown becomes `?` of the same width, so that tables stay aligned. */
export function toAscii(text: string): string {
  if (!NOT_ASCII.test(text)) return text;
  return [...new Intl.Segmenter().segment(text)]
    .map(({ segment }) => (NOT_ASCII.test(segment) ? (OWN[segment] ?? '?'.repeat(stringWidth(segment))) : segment))
    .join('');
}
