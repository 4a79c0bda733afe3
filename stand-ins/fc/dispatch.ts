import type { Account } from './account.ts';
import type { Answer, Call } from './call.ts';
import { checkAllowed, type FcCredential } from './credentials.ts';
import type { Invoker } from './invoker.ts';
import type { ParameterTable } from './parameters.ts';
import { Refusal } from './refusal.ts';
import { type Routes, route } from './router.ts';
import { authorizeAcs, isSignedAcs } from './signature-acs.ts';
import { authorizeAcs3 } from './signature-acs3.ts';
import { authorizeFc, type RawRequest } from './signature-fc.ts';
import { configRoutes as configRoutes2 } from './v2/configs.ts';
import { functionRoutes as functionRoutes2 } from './v2/functions.ts';
import { invocationRoutes as invocationRoutes2 } from './v2/invocations.ts';
import { PARAMETERS as PARAMETERS_2 } from './v2/parameters.ts';
import { serviceRoutes } from './v2/services.ts';
import { tagRoutes as tagRoutes2 } from './v2/tags.ts';
import { triggerRoutes as triggerRoutes2 } from './v2/triggers.ts';
import { versionRoutes as versionRoutes2 } from './v2/versions.ts';
import { configRoutes as configRoutes3 } from './v3/configs.ts';
import { functionRoutes as functionRoutes3 } from './v3/functions.ts';
import { invocationRoutes as invocationRoutes3 } from './v3/invocations.ts';
import { PARAMETERS as PARAMETERS_3 } from './v3/parameters.ts';
import { tagRoutes as tagRoutes3 } from './v3/tags.ts';
import { triggerRoutes as triggerRoutes3 } from './v3/triggers.ts';
import { versionRoutes as versionRoutes3 } from './v3/versions.ts';

/** One version of the API: how it is signed, what it serves, how it refuses. */
export interface Api {
  readonly version: '2016-08-15' | '2023-03-30';
  /** @param before may refuse what is signed and allowed @throws Refusal */
  serve(request: RawRequest, requestId: string, before: () => void): Promise<Answer>;
  refusal(refusal: Refusal, requestId: string): Answer;
}

/** FC 2.0. */
export function api2016(account: Account, credentials: readonly FcCredential[], invoker: Invoker): Api {
  const routes = {
    ...serviceRoutes(account),
    ...functionRoutes2(account),
    ...triggerRoutes2(account),
    ...versionRoutes2(account),
    ...configRoutes2(account),
    ...tagRoutes2(account),
    ...invocationRoutes2(invoker),
  };
  return {
    version: '2016-08-15',
    async serve(request, requestId, before) {
      const call = callOf(request, '2016-08-15', requestId);
      const credential = authorizeFc(request, credentials, account.id, account.signatureNow());
      return serve({ call, credential, routes, parameters: PARAMETERS_2, before });
    },
    refusal: ({ status, code, message }) => ({ status, json: { ErrorCode: code, ErrorMessage: message } }),
  };
}

/** FC 3.0. */
export function api2023(account: Account, credentials: readonly FcCredential[], invoker: Invoker): Api {
  const routes = {
    ...functionRoutes3(account),
    ...triggerRoutes3(account),
    ...versionRoutes3(account),
    ...configRoutes3(account),
    ...tagRoutes3(account),
    ...invocationRoutes3(invoker),
  };
  return {
    version: '2023-03-30',
    async serve(request, requestId, before) {
      const call = callOf(request, '2023-03-30', requestId);
      const authorize = isSignedAcs(request) ? authorizeAcs : authorizeAcs3;
      const credential = authorize(request, credentials, account.signatureNow());
      return serve({ call, credential, routes, parameters: PARAMETERS_3, before });
    },
    refusal: ({ status, code, message }, requestId) => ({
      status,
      json: { Code: code, Message: message, RequestId: requestId },
    }),
  };
}

interface Signed {
  readonly call: Call;
  readonly credential: FcCredential;
  readonly routes: Routes;
  readonly parameters: ParameterTable;
  before(): void;
}

function serve({ call, credential, routes, parameters, before }: Signed): Promise<Answer> {
  checkAllowed(credential, call.method, call.path);
  before();
  return route(call, routes, parameters);
}

function callOf({ method, rawPath, rawQuery, headers, body }: RawRequest, version: string, requestId: string): Call {
  try {
    const path = decodeURIComponent(rawPath.slice(`/${version}`.length));
    return { method, path, query: new URLSearchParams(rawQuery), headers, body, requestId };
  } catch {
    throw new Refusal(400, 'PathNotSupported', 'the path is malformed');
  }
}
