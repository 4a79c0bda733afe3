import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { PARAMETERS as PARAMETERS_2 } from '../../../stand-ins/fc/v2/parameters.ts';
import { PARAMETERS as PARAMETERS_3 } from '../../../stand-ins/fc/v3/parameters.ts';
import { aFunction, aTimer, fc2Call, fc3, fc3Call } from './fc-clients.ts';

type Kind = 'query' | 'body' | 'headers';

/** Of each operation of 3.0, the models that the official client sends: what they name is all that can be said. */
const MODELS: Readonly<Record<string, Partial<Record<Kind, string>>>> = {
  'POST /functions': { body: 'CreateFunctionInput' },
  'GET /functions': { query: 'ListFunctionsRequest' },
  'GET /functions/:function': { query: 'GetFunctionRequest' },
  'GET /functions/:function/code': { query: 'GetFunctionCodeRequest' },
  'PUT /functions/:function': { body: 'UpdateFunctionInput' },
  'DELETE /functions/:function': {},
  'POST /functions/:function/versions': { body: 'PublishVersionInput' },
  'GET /functions/:function/versions': { query: 'ListFunctionVersionsRequest' },
  'DELETE /functions/:function/versions/:version': {},
  'POST /functions/:function/aliases': { body: 'CreateAliasInput' },
  'GET /functions/:function/aliases': { query: 'ListAliasesRequest' },
  'GET /functions/:function/aliases/:alias': {},
  'PUT /functions/:function/aliases/:alias': { body: 'UpdateAliasInput' },
  'DELETE /functions/:function/aliases/:alias': {},
  'POST /functions/:function/triggers': { body: 'CreateTriggerInput' },
  'GET /functions/:function/triggers': { query: 'ListTriggersRequest' },
  'GET /functions/:function/triggers/:trigger': {},
  'PUT /functions/:function/triggers/:trigger': { body: 'UpdateTriggerInput' },
  'DELETE /functions/:function/triggers/:trigger': {},
  'PUT /functions/:function/concurrency': { body: 'PutConcurrencyInput' },
  'GET /functions/:function/concurrency': {},
  'DELETE /functions/:function/concurrency': {},
  'GET /concurrency-configs': { query: 'ListConcurrencyConfigsRequest' },
  'PUT /functions/:function/async-invoke-config': {
    query: 'PutAsyncInvokeConfigRequest',
    body: 'PutAsyncInvokeConfigInput',
  },
  'GET /functions/:function/async-invoke-config': { query: 'GetAsyncInvokeConfigRequest' },
  'DELETE /functions/:function/async-invoke-config': { query: 'DeleteAsyncInvokeConfigRequest' },
  'GET /async-invoke-configs': { query: 'ListAsyncInvokeConfigsRequest' },
  'POST /functions/:function/invocations': { query: 'InvokeFunctionRequest', headers: 'InvokeFunctionHeaders' },
  'POST /tags-v2': { body: 'TagResourcesInput' },
  'GET /tags-v2': { query: 'ListTagResourcesRequest' },
  'DELETE /tags-v2': { query: 'UntagResourcesRequest' },
};

function namesOf(model: string | undefined): string[] {
  const models = fc3 as unknown as Readonly<Record<string, { names(): Record<string, string> }>>;
  const names = model === undefined ? [] : Object.values(models[model]?.names() ?? { missing: model });
  return names.filter((name) => name !== 'body' && name !== 'commonHeaders').toSorted();
}

let standIn: FcStandIn;
beforeAll(async () => {
  standIn = await startFcStandIn();
  const body = aFunction();
  await fc3Call(standIn, 'POST', '/functions', { body });
  await fc2Call(standIn, 'POST', '/services', { body: { serviceName: 'sweep' } });
  await fc2Call(standIn, 'POST', '/services/sweep/functions', { body });
});
afterAll(() => standIn.close());

describe('what Function Compute 3.0 can be told', () => {
  it('is judged operation by operation', () => {
    expect(Object.keys(PARAMETERS_3).toSorted()).toEqual(Object.keys(MODELS).toSorted());
  });

  it.each(Object.keys(MODELS))('is done here, or refused: %s', (route) => {
    for (const kind of ['query', 'body', 'headers'] as const) {
      const { done = [], refused = [] } = PARAMETERS_3[route]?.[kind] ?? {};
      expect([...done, ...refused].toSorted()).toEqual(namesOf(MODELS[route]?.[kind]));
    }
  });
});

const refusedOnes = [
  ['3.0', PARAMETERS_3],
  ['2.0', PARAMETERS_2],
] as const;
const REFUSED = refusedOnes.flatMap(([version, table]) =>
  Object.entries(table).flatMap(([route, kinds]) =>
    Object.entries(kinds).flatMap(([kind, { refused = [] }]) =>
      (refused as readonly string[]).map((name) => [version, route, kind as Kind, name] as const),
    ),
  ),
);

/** A value for each kind of it that a client may send. */
const VALUES = ['x', 1, true, { a: 1 }, ['x']];

describe('what a stand-in of Function Compute does nothing about', () => {
  it.each(REFUSED)('is refused: %s, %s, %s %s', async (version, route, kind, name) => {
    const [method = '', path = ''] = route.split(' ');
    const call = version === '3.0' ? fc3Call : fc2Call;
    const place = path.replace(/:(service|function|name|alias)/g, 'sweep');
    for (const value of kind === 'body' ? VALUES : ['x']) {
      const answer = await call(standIn, method, place, { [kind]: { [name]: value } });
      expect(answer).toMatchObject({ status: 400, text: expect.stringContaining(`'${name}' is not served`) });
      expect(answer.text).toContain('InvalidArgument');
    }
  });

  it.each(REFUSED.filter(([, , kind]) => kind === 'body'))(
    'is not asked for by an empty value: %s, %s, %s %s',
    async (version, route, _kind, name) => {
      const [method = '', path = ''] = route.split(' ');
      const call = version === '3.0' ? fc3Call : fc2Call;
      for (const value of [null, '', false, {}, []]) {
        const answer = await call(standIn, method, path.replace(/:\w+/g, 'sweep'), { body: { [name]: value } });
        expect(answer.text).not.toContain('is not served');
      }
    },
  );

  it.each([
    ['2.0', fc2Call, '/services/sweep'],
    ['3.0', fc3Call, '/functions/sweep'],
  ] as const)('is refused: conditions on what is there (%s)', async (_version, call, path) => {
    const answer = await call(standIn, 'DELETE', path, { headers: { 'if-match': 'x' } });
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('if-match') });
  });

  const timer = { triggerName: 't', triggerType: 'timer', triggerConfig: JSON.stringify(aTimer()) };
  it.each<[string, string, object]>([
    ['a runtime without Node.js', '/functions', aFunction({ functionName: 'a', runtime: 'python3.10' })],
    ['a custom runtime', '/functions', aFunction({ functionName: 'a', runtime: 'custom.debian10' })],
    ['a function without network', '/functions', aFunction({ functionName: 'a', internetAccess: false })],
    [
      'a package of another checksum',
      '/functions',
      aFunction({ functionName: 'a', code: { ...aPackage(), checksum: '1' } }),
    ],
    ['a trigger of another kind', '/functions/sweep/triggers', { ...timer, triggerType: 'oss' }],
  ])('is refused: %s', async (_name, path, body) => {
    const answer = await fc3Call(standIn, 'POST', path, { body });
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('InvalidArgument') });
  });

  it('is refused: instances of another kind, and logs of another type', async () => {
    const body = aFunction({ functionName: 'a', instanceType: 'c1' });
    expect(await fc2Call(standIn, 'POST', '/services/sweep/functions', { body })).toMatchObject({ status: 400 });
    const headers = { 'x-fc-log-type': 'All' };
    expect(await fc3Call(standIn, 'POST', '/functions/sweep/invocations', { headers })).toMatchObject({ status: 400 });
  });
});

function aPackage(): object {
  return aFunction().code as object;
}
