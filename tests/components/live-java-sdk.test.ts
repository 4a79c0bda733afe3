import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { describeComponent } from './describe-component.ts';

/** RELAYWATCH_JAVA names another. */
const JAVA = process.env.RELAYWATCH_JAVA ?? 'java';
const JARS = fileURLToPath(new URL('../../.venv/java', import.meta.url));
const PROGRAM = fileURLToPath(new URL('./java/LiveJavaSdk.java', import.meta.url));
const INSTALLED = existsSync(JARS) && spawnSync(JAVA, ['-version']).status === 0;
const HOW_TO_INSTALL =
  "the vendor's Java SDK is missing: with a JDK from 17 on and Maven, mvn -f tests/components/java/pom.xml dependency:copy-dependencies";

const REGION = 'cn-shanghai';
const KEY = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };
const STS = { accessKeyId: 'STS.one', accessKeySecret: 'sts-secret', securityToken: 'token/one+=' };

/** Runs the program against a fresh stand-in of 250 tasks and gives both sides of the story. */
async function asSeenFromJava(format: string, signature: string, method: string, key: typeof KEY | typeof STS) {
  const standIn = await startLiveStandIn({ tasks: 250, regions: [REGION], qps: 0, credentials: [KEY, STS], seed: 3 });
  try {
    const tasks = [...standIn.fleet.tasks()];
    const twoUrls = tasks.filter(({ definition }) => definition.sourceUrls.length === 2).length;
    const tally = standIn.tally();
    const token = 'securityToken' in key ? [key.securityToken] : [];
    const wanted = [REGION, key.accessKeyId, key.accessKeySecret, format, signature, method, ...token];
    const classPath = ['-XX:TieredStopAtLevel=1', '-cp', `${JARS}/*`, PROGRAM];
    const { stdout } = await promisify(execFile)(JAVA, [...classPath, `127.0.0.1:${standIn.port}`, ...wanted]);
    return { tally, twoUrls, after: standIn.tally(), seen: JSON.parse(stdout) as unknown };
  } finally {
    await standIn.close();
  }
}

describeComponent("the vendor's classic Java SDK", { installed: INSTALLED, howToInstall: HOW_TO_INSTALL }, () => {
  it.each([
    ['in XML, signed in the query', 'XML', 'V1', 'DEFAULT', KEY],
    ['in JSON by POST, signed in the query with a temporary key', 'JSON', 'V1', 'POST', STS],
    ['in XML, signed in headers with a temporary key', 'XML', 'V3', 'DEFAULT', STS],
    ['in JSON, signed in headers', 'DEFAULT', 'V3', 'DEFAULT', KEY],
  ])('works with the stand-in as with the service %s', async (_name, format, signature, method, key) => {
    const { tally, twoUrls, after, seen } = await asSeenFromJava(format, signature, method, key);
    const { idle, running, recovering, stopped, exited } = tally.byStatus;
    const byCode = { '0': idle, '1': running, '2': recovering, '3': stopped, '-1': exited };
    expect(seen).toEqual({
      total: 250,
      distinct: 250,
      byStatus: Object.fromEntries(Object.entries(byCode).filter(([, count]) => count > 0)),
      withoutUrls: 0,
      twoUrls,
      found: true,
      described: true,
      pastTheEnd: [250, 0],
      requestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
      retCode: 0,
      made: {
        taskId: expect.any(String),
        taskName: `made by <java> & "é?#%+*'()"`,
        startTime: expect.any(String),
        endTime: expect.any(String),
        sourceType: 'live',
        sourceProtocol: 'rtmp',
        sourceUrls: ['rtmp://source-1.example.com/live/java?a=1&b=<2>'],
        dstUrl: 'rtmp://push-1.example.com/ingest/java',
        callbackURL: 'http://hooks.example.com/java',
        offset: 0,
        fileIndex: 0,
        retryCount: 3,
        retryInterval: 120,
        repeatNumber: 0,
      },
      stopped: true,
      restarted: true,
      life: [1, 3, 1],
      callbackAfterUpdate: 'http://hooks.example.com/2',
      deleted: 0,
      refusals: {
        gone: ['CodeTaskNotExist', 'said'],
        secondStop: ['CodeTaskHasStopped', 'said'],
        region: ['InvalidParameter', 'said'],
        noRegion: ['MissingRegion', 'said'],
        pageSize: ['InvalidParameter', 'said'],
        wrongSecret: ['SignatureDoesNotMatch', 'said'],
        unknownKey: ['InvalidAccessKeyId.NotFound', 'said'],
      },
    });
    expect(after).toEqual(tally);
  });
});
