import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { aFunction, type Fc2, fc2Client, fc3, fc3Client, packageOf, ROLE } from './fc-clients.ts';

const ROLE_CREDENTIALS = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret', securityToken: 'role-token' };

let standIn: FcStandIn;
let client: Fc2;

beforeEach(async () => {
  standIn = await startFcStandIn({ roleCredentials: ROLE_CREDENTIALS });
  client = fc2Client(standIn);
  await client.createService('relaywatch', { role: ROLE, logConfig: { project: 'p', logstore: 'l' } });
});
afterEach(() => standIn.close());

async function deploy(source: string, changes: Record<string, unknown> = {}, file = 'index.js') {
  const code = { zipFile: packageOf(source, file) };
  await client.createFunction('relaywatch', aFunction({ code, ...changes }));
}
const invoke = (event: string | null = null, headers = {}, qualifier?: string) =>
  client.invokeFunction('relaywatch', 'sweep', event, headers, qualifier);

describe('an invocation', () => {
  it('hands the event over as bytes and answers what is returned', async () => {
    await deploy('exports.handler = async (event) => [Buffer.isBuffer(event), event.toString()];');
    expect(JSON.parse(String((await invoke('{"a":1}')).data))).toEqual([true, '{"a":1}']);
    expect(JSON.parse(String((await invoke()).data))).toEqual([true, '']);
  });

  it('is the same through 3.0', async () => {
    const zipFile = packageOf('exports.handler = async (event, { service }) => event + service.qualifier;');
    const body = new fc3.CreateFunctionInput(aFunction({ code: { zipFile } }));
    await fc3Client(standIn).createFunction(new fc3.CreateFunctionRequest({ body }));
    const request = new fc3.InvokeFunctionRequest({ body: Readable.from(Buffer.from('hello')) });
    const answer = await fc3Client(standIn).invokeFunction('sweep', request);
    expect(await text(answer.body as Readable)).toBe('helloLATEST');
    expect(answer.headers).not.toHaveProperty('x-fc-error-type');
  });

  it('tells the documented context, which cannot be changed', async () => {
    await deploy(
      `exports.handler = async (event, context) => {
        try { context.requestId = 'x'; context.function.name = 'y'; } catch {}
        return { ...context, logger: Object.keys(context.logger) };
      };`,
      { memorySize: 192, timeout: 20 },
    );
    const { data, headers } = await invoke();
    expect(JSON.parse(String(data))).toEqual({
      requestId: headers['x-fc-request-id'],
      credentials: ROLE_CREDENTIALS,
      function: { name: 'sweep', handler: 'index.handler', memory: 192, timeout: 20 },
      service: { name: 'relaywatch', logProject: 'p', logStore: 'l', qualifier: 'LATEST', versionId: 'LATEST' },
      region: 'cn-shanghai',
      accountId: '1234567890123456',
      tracing: {},
      logger: ['debug', 'info', 'warn', 'error', 'log'],
    });
  });

  it('has the environment of the function and nothing of the machine', async () => {
    process.env.OF_THE_MACHINE = 'secret';
    await deploy('exports.handler = async () => process.env;', { environmentVariables: { MINE: 'yes' } });
    const environment = JSON.parse(String((await invoke()).data));
    delete process.env.OF_THE_MACHINE;
    expect(environment).toMatchObject({
      MINE: 'yes',
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'STS.role',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'role-secret',
      ALIBABA_CLOUD_SECURITY_TOKEN: 'role-token',
      FC_FUNCTION_NAME: 'sweep',
      FC_SERVICE_NAME: 'relaywatch',
      FC_REGION: 'cn-shanghai',
    });
    expect(environment).not.toHaveProperty('OF_THE_MACHINE');
    expect(environment.HOME).not.toBe(process.env.HOME);
  });

  it('runs in the folder of its code, with its memory as limit', async () => {
    const files = {
      'dist/sweep.mjs':
        'import { readFileSync } from "node:fs"; import v8 from "node:v8";' +
        'export const run = async () => [readFileSync("relaywatch.json", "utf8"), v8.getHeapStatistics().heap_size_limit];',
      'relaywatch.json': '{}',
    };
    const entries = Object.entries(files).map(([name, content]) => [name, Buffer.from(content)] as const);
    const zipFile = Buffer.from(zipSync(Object.fromEntries(entries))).toString('base64');
    await deploy('', { handler: 'dist/sweep.run', code: { zipFile }, memorySize: 256 });
    const [config, limit] = JSON.parse(String((await invoke()).data));
    expect(config).toBe('{}');
    expect(limit).toBeLessThan(512 * 1024 * 1024);
  });

  it('of a function without role has no credentials', async () => {
    await client.updateService('relaywatch', { role: '' });
    await deploy(
      'exports.handler = async (_, { credentials }) => [process.env.ALIBABA_CLOUD_ACCESS_KEY_ID ?? null, credentials.accessKeyId];',
    );
    expect(JSON.parse(String((await invoke()).data))).toEqual([null, '']);
  });

  it('runs what the version or the alias holds', async () => {
    await deploy("exports.handler = async () => 'one';");
    await client.publishVersion('relaywatch');
    await client.createAlias('relaywatch', 'live', '1');
    await client.updateFunction('relaywatch', 'sweep', {
      code: { zipFile: packageOf("exports.handler = async () => 'two';") },
    });
    const answers = [await invoke(), await invoke(null, {}, '1'), await invoke(null, {}, 'live')];
    expect(answers.map(({ data }) => data)).toEqual(['two', 'one', 'one']);
    expect(answers[2]?.headers['x-fc-invocation-service-version']).toBe('1');
    await expect(invoke(null, {}, 'other')).rejects.toMatchObject({ code: 'AliasNotFound' });
  });

  it('tells the end of its logs on request', async () => {
    await deploy(
      "exports.handler = async (_, { logger }) => { console.log('x'.repeat(5000)); console.error('to stderr'); logger.info('by logger'); };",
    );
    const tail = Buffer.from(
      String((await invoke(null, { 'x-fc-log-type': 'Tail' })).headers['x-fc-log-result']),
      'base64',
    );
    expect(tail).toHaveLength(4_096);
    expect(tail.toString()).toContain('to stderr');
    expect(tail.toString()).toMatch(/\[INFO\] by logger/);
    expect((await invoke()).headers).not.toHaveProperty('x-fc-log-result');
  });
});

describe('a function that fails', () => {
  it.each<[string, string, string, Record<string, unknown>]>([
    [
      'throws',
      "exports.handler = async () => { throw new TypeError('broken'); };",
      'HandledInvocationError',
      { errorType: 'TypeError', errorMessage: 'broken' },
    ],
    [
      'ends its process',
      'exports.handler = async () => process.exit(0);',
      'UnhandledInvocationError',
      { errorMessage: 'Process exited unexpectedly before completing request' },
    ],
    ['has no such export', 'exports.other = 1;', 'UnhandledInvocationError', { errorType: 'HandlerNotFound' }],
    ['cannot be loaded', "throw new Error('at load');", 'UnhandledInvocationError', { errorMessage: 'at load' }],
  ])('because it %s is a success of the service', async (_, source, errorType, error) => {
    await deploy(source);
    const { headers, data } = await invoke();
    expect(headers['x-fc-error-type']).toBe(errorType);
    expect(data).toMatchObject(error);
  });

  it('because it is too slow is ended at its timeout', async () => {
    await deploy('exports.handler = () => new Promise((resolve) => setTimeout(resolve, 600_000));', { timeout: 1 });
    const { headers, data } = await invoke();
    expect(headers['x-fc-error-type']).toBe('UnhandledInvocationError');
    expect(data).toEqual({ errorMessage: 'Function timed out after 1 seconds' });
  });

  it('because its package is damaged says so', async () => {
    const zip = Buffer.from(packageOf(`exports.handler = async () => '${'long '.repeat(50)}';`), 'base64');
    zip.fill(0xff, 45, 60);
    await deploy('', { code: { zipFile: zip.toString('base64') } });
    const { headers, data } = await invoke();
    expect(headers['x-fc-error-type']).toBe('UnhandledInvocationError');
    expect(data).toMatchObject({ errorType: 'CodeUnavailable' });
  });

  it('because there is no such file says which', async () => {
    await deploy('', { handler: 'other.handler' });
    expect((await invoke()).data).toMatchObject({ errorType: 'ImportModuleError', errorMessage: /other/ });
  });
});

describe('instances', () => {
  beforeEach(() => deploy('exports.handler = async () => null;'));

  it('are refused when the function may have none', async () => {
    await client.putOnDemandConfig('relaywatch', 'sweep', 'LATEST', { maximumInstanceCount: 0 });
    await expect(invoke()).rejects.toMatchObject({ code: 'ResourceExhausted' });
    await expect(invoke()).rejects.toThrow('failed with 429');
  });

  it('are refused when the account has none left', async () => {
    standIn.setQuotas({ instances: 0 });
    await expect(invoke()).rejects.toMatchObject({ code: 'ResourceExhausted' });
  });
});

describe('an asynchronous invocation', () => {
  const asynchronous = { 'x-fc-invocation-type': 'Async' };

  it('is accepted at once and runs by itself', async () => {
    await deploy('exports.handler = async (event) => ({ got: event.toString() });');
    const { headers } = await invoke('hello', asynchronous);
    await standIn.settled();
    expect(standIn.outcomes()).toMatchObject([
      { requestId: headers['x-fc-request-id'], status: 'succeeded', trigger: null, result: { got: 'hello' } },
    ]);
  });

  it('of a function that does not exist is refused at once', async () => {
    await expect(invoke('hello', asynchronous)).rejects.toMatchObject({ code: 'FunctionNotFound' });
  });

  it('takes 128 KB at most', async () => {
    await deploy('exports.handler = async () => null;');
    await expect(invoke('x'.repeat(131_073), asynchronous)).rejects.toMatchObject({ code: 'EntityTooLarge' });
  });

  it('cannot be of another type', async () => {
    await deploy('exports.handler = async () => null;');
    const other = invoke('hello', { 'x-fc-invocation-type': 'Later' });
    await expect(other).rejects.toMatchObject({ code: 'InvalidArgument' });
  });
});
