import type { PageName } from '../../web/app.tsx';
import type { PastPage } from './past-query.ts';

/** What an address means. */
export type Target =
  | { readonly kind: 'page'; readonly page: PageName; readonly cause?: string }
  | { readonly kind: 'api' | 'explain-api' | 'metrics' }
  | { readonly kind: 'past-api'; readonly page: PastPage }
  | { readonly kind: 'asset'; readonly name: string };

/** What is there at a path; null: nothing. */
export function targetOf(path: string): Target | null {
  switch (path) {
    case '/':
      return { kind: 'page', page: 'now' };
    case '/fleet':
      return { kind: 'page', page: 'fleet' };
    case '/explain':
      return { kind: 'page', page: 'explain' };
    case '/history':
    case '/reliability':
      return { kind: 'page', page: path === '/history' ? 'history' : 'reliability' };
    case '/api/v1/status':
      return { kind: 'api' };
    case '/api/v1/explain':
      return { kind: 'explain-api' };
    case '/api/v1/history':
    case '/api/v1/reliability':
      return { kind: 'past-api', page: path === '/api/v1/history' ? 'history' : 'reliability' };
    case '/metrics':
      return { kind: 'metrics' };
  }
  const cause = causeIn(path);
  if (cause !== undefined) return { kind: 'page', page: 'cause', cause };
  const name = /^\/assets\/([\w.-]{1,100})$/.exec(path)?.[1];
  return name === undefined ? null : { kind: 'asset', name };
}

/** The key in the path of a cause's page. */
export function causeIn(path: string): string | undefined {
  return /^\/cause\/([\w-]{1,100})$/.exec(path)?.[1];
}
