import type { Answer, Call } from './call.ts';
import { checkDone, type ParameterTable } from './parameters.ts';
import { Refusal } from './refusal.ts';

type Handler = (call: Call, ...names: string[]) => Answer | Promise<Answer>;

/** `GET /services/:service` and what serves it; each part that begins with a colon is handed over in its turn. */
export type Routes = Readonly<Record<string, Handler>>;

/** Serves the call by the route that fits. @throws Refusal when none does, or when it asks for what is not done */
export async function route(call: Call, routes: Routes, parameters: ParameterTable): Promise<Answer> {
  for (const [pattern, handler] of Object.entries(routes)) {
    const names = matched(pattern, call);
    if (!names) continue;
    checkDone(call, parameters[pattern]);
    return handler(call, ...names);
  }
  throw new Refusal(400, 'PathNotSupported', `'${call.method}' against '${call.path}' is not supported`);
}

function matched(pattern: string, { method, path }: Call): string[] | null {
  const [wantedMethod, wantedPath = ''] = pattern.split(' ');
  const [wanted, given] = [wantedPath.split('/'), path.split('/')];
  if (method !== wantedMethod || wanted.length !== given.length) return null;
  const fits = wanted.every((part, index) => part.startsWith(':') || part === given[index]);
  return fits ? given.filter((_, index) => wanted[index]?.startsWith(':')) : null;
}
