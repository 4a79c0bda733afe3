import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startLiveStandIn } from '../../infra/local/live/server.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const script = fileURLToPath(new URL('./live_python_sdk.py', import.meta.url));
const python =
  process.env.RELAYWATCH_PYTHON ?? (existsSync(`${root}.venv/bin/python`) ? `${root}.venv/bin/python` : 'python3');

const REGION = 'cn-shanghai';
const KEY = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };
const STS = { accessKeyId: 'STS.one', accessKeySecret: 'sts-secret', securityToken: 'token/one+=' };

const installed = spawnSync(python, ['-c', 'import alibabacloud_live20161101']).status === 0;
const HOW_TO_INSTALL =
  "the vendor's Python SDK is missing: python3 -m venv .venv && .venv/bin/pip install -r tests/components/requirements.txt";

interface Seen {
  total: number;
  distinct: number;
  byStatus: Record<string, number>;
  stoppedByReason: Record<string, number>;
  chosen: string;
  found: string[];
  made: Record<string, unknown>;
}

/** Runs the script against a fresh stand-in of 250 tasks and gives both sides of the story. */
async function asSeenFromPython(credential: { accessKeyId: string; accessKeySecret: string; securityToken?: string }) {
  const standIn = await startLiveStandIn({ tasks: 250, regions: [REGION], qps: 0, credentials: [KEY, STS], seed: 3 });
  try {
    const tally = standIn.tally();
    const { accessKeyId, accessKeySecret, securityToken } = credential;
    const args = [script, `127.0.0.1:${standIn.port}`, REGION, accessKeyId, accessKeySecret];
    const { stdout } = await run(python, securityToken === undefined ? args : [...args, securityToken]);
    return { tally, after: standIn.tally(), seen: JSON.parse(stdout) as Seen };
  } finally {
    await standIn.close();
  }
}

describe.skipIf(installed || process.env.CI === 'true')('without the Python SDK', () => {
  it.skip(`nothing is tested: ${HOW_TO_INSTALL}`, () => undefined);
});

describe.runIf(!installed && process.env.CI === 'true')('without the Python SDK', () => {
  it('continuous integration fails', () => {
    throw new Error(HOW_TO_INSTALL);
  });
});

describe.runIf(installed)("the vendor's Python SDK", () => {
  it.each([
    ['a key', KEY],
    ['a temporary key', STS],
  ])('works with the stand-in as with the service (%s)', async (_name, credential) => {
    const { tally, after, seen } = await asSeenFromPython(credential);
    const { idle, running, recovering, stopped, exited } = tally.byStatus;
    const byCode = { '0': idle, '1': running, '2': recovering, '3': stopped, '-1': exited };
    expect(seen).toEqual({
      total: 250,
      distinct: 250,
      byStatus: Object.fromEntries(Object.entries(byCode).filter(([, count]) => count > 0)),
      stoppedByReason: tally.stoppedByReason,
      chosen: expect.any(String),
      found: expect.arrayContaining([seen.chosen]),
      described: true,
      retCode: 0,
      made: {
        TaskId: expect.any(String),
        TaskName: "made by python é?#%+*'()",
        StartTime: expect.any(String),
        EndTime: expect.any(String),
        SourceType: 'live',
        SourceProtocol: 'rtmp',
        SourceUrls: ['rtmp://source-1.example.com/live/python?auth_key=1'],
        DstUrl: 'rtmp://push-1.example.com/ingest/python',
        CallbackURL: 'http://hooks.example.com/python',
        Offset: 0,
        FileIndex: 0,
        RetryCount: 3,
        RetryInterval: 120,
        RepeatNumber: 0,
      },
      life: [1, 3, 1],
      callbackAfterUpdate: 'http://hooks.example.com/2',
      refusals: {
        secondStop: { code: 'CodeTaskHasStopped', status: 400 },
        describeDeleted: { code: 'CodeTaskNotExist', status: 400 },
        region: { code: 'InvalidParameter', status: 400 },
        noRegion: { code: 'MissingRegion', status: 400 },
        pageSize: { code: 'InvalidParameter', status: 400 },
        wrongSecret: { code: 'SignatureDoesNotMatch', status: 400 },
        unknownKey: { code: 'InvalidAccessKeyId.NotFound', status: 404 },
      },
    });
    expect(after).toEqual(tally);
  });
});
