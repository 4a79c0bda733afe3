import type { HttpRequest } from '../../lib/status/http.ts';
import type { PageName } from '../../web/app.tsx';
import type { Past, Why } from '../../web/past.ts';
import { whyOf, whyOfCause } from './explain.ts';
import { type PastAround, type PastSite, pastCauseOf, pastOf } from './past.ts';

/** Which page it is; of a cause, whether that is over. */
export interface PageAsked {
  readonly page: PageName;
  readonly cause: string | undefined;
  readonly isOver: boolean;
}

/** What a page has from the journal; nothing on pages about the present. */
export interface PagePast {
  readonly past?: Past;
  readonly why?: Why;
}

/** Reads what a page shows of the past. Does not throw. */
export async function pagePast(
  { page, cause, isOver }: PageAsked,
  request: HttpRequest,
  site: PastSite,
  around: PastAround,
): Promise<PagePast> {
  if (page === 'explain') return { why: await whyOf(request, site, around) };
  if (page === 'history' || page === 'reliability') return { past: await pastOf(page, request, site, around) };
  if (cause === undefined) return {};
  if (!isOver) return { why: await whyOfCause(cause, site, around) };
  const past = await pastCauseOf(cause, site, around);
  // it says already why there is nothing to see
  if (past.kind === 'missing' && past.why !== 'unknown') return { past };
  return { past, why: await whyOfCause(cause, site, around) };
}

/** Whether nobody knows the cause that a page is about. */
export function isNowhere({ past, why }: PagePast): boolean {
  return past?.kind === 'missing' && !(why?.kind === 'explained' && why.document.found !== 'nothing');
}
