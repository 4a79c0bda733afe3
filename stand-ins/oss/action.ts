import { Refusal } from './refusal.ts';

export type Action = 'oss:ListObjects' | 'oss:PutObject' | 'oss:GetObject' | 'oss:DeleteObject';

interface NamedCall {
  readonly method: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

/** The action as permissions call it. @throws Refusal when there is none */
export function actionOf({ method, key, query }: NamedCall): Action {
  if (method === 'GET' && key === '' && query.get('list-type') === '2') return 'oss:ListObjects';
  if (key !== '' && method === 'PUT') return 'oss:PutObject';
  if (key !== '' && (method === 'GET' || method === 'HEAD')) return 'oss:GetObject';
  if (key !== '' && method === 'DELETE') return 'oss:DeleteObject';
  throw new Refusal(405, 'MethodNotAllowed', 'This stand-in knows objects one by one and ListObjectsV2 alone.');
}
