import { expect, it } from 'vitest';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { DOCUMENTED_PARAMETERS } from '../stand-ins/live/documented-parameters.ts';
import { describeComponent } from './describe-component.ts';
import { pythonModule, runPython } from './python.ts';

const REGION = 'cn-shanghai';
const KEY = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };
const STS = { accessKeyId: 'STS.one', accessKeySecret: 'sts-secret', securityToken: 'token/one+=' };

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
    const args = [`127.0.0.1:${standIn.port}`, REGION, accessKeyId, accessKeySecret];
    const seen = await runPython('./live_python_sdk.py', securityToken === undefined ? args : [...args, securityToken]);
    return { tally, after: standIn.tally(), seen: seen as Seen };
  } finally {
    await standIn.close();
  }
}

describeComponent("the vendor's Python SDK", pythonModule('alibabacloud_live20161101'), () => {
  it.each([
    ['a key', KEY],
    ['a temporary key', STS],
  ])('works with the stand-in as with the service (%s)', async (_name, credential) => {
    const { tally, after, seen } = await asSeenFromPython(credential);
    const { idle, running, recovering, stopped, exited } = tally.byStatus;
    const byCode = { '0': idle, '1': running, '2': recovering, '3': stopped, '-1': exited };
    expect(seen).toEqual({
      total: 250,
      parameters: Object.fromEntries(
        Object.entries(DOCUMENTED_PARAMETERS).map(([action, names]) => [action, names.toSorted()]),
      ),
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
