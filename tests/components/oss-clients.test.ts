import { expect, it } from 'vitest';
import type { OssCredential } from '../../stand-ins/oss/authorize.ts';
import { startOssStandIn } from '../../stand-ins/oss/server.ts';
import { describeComponent } from './describe-component.ts';
import { pythonModule, runPython } from './python.ts';

const REGION = 'cn-hangzhou';
const BUCKET = 'relaywatch-state';
const KEY: OssCredential = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };
const STS: OssCredential = { accessKeyId: 'STS.one', accessKeySecret: 'sts-secret', securityToken: 'token/one+=' };

describeComponent("OSS's Python clients", pythonModule('oss2, alibabacloud_oss_v2'), () => {
  it.each([
    ['a key', KEY],
    ['a temporary key', STS],
  ])('work with the stand-in as with the service (%s)', async (_name, key) => {
    const standIn = await startOssStandIn({ credentials: [KEY, STS] });
    try {
      const { accessKeyId, accessKeySecret, securityToken } = key;
      const keys = [accessKeyId, accessKeySecret, ...(securityToken === undefined ? [] : [securityToken])];
      const wrongSecret = securityToken ? 'InvalidSecurityToken' : 'SignatureDoesNotMatch';
      expect(await runPython('./oss_clients.py', [standIn.url, REGION, BUCKET, ...keys])).toEqual({
        oss2: {
          whole: 'body of a b/直播+&.json',
          writer: 'oss2',
          part: 'body',
          end: 'one',
          size: 11,
          head: 'application/octet-stream',
          exists: [true, false],
          listed: ['a b/直播+&.json', 'one', 'two/1', 'two/2'],
          lastModified: true,
          folded: ['a b/', 'one', 'two/'],
          owned: true,
          notModified: [304, ''],
          refusals: {
            forbidden: [409, 'FileAlreadyExists'],
            none: [404, 'NoSuchKey'],
            copy: [501, 'NotImplemented'],
            acl: [501, 'NotImplemented'],
            batch: [405, 'MethodNotAllowed'],
            wrongSecret: [403, wrongSecret],
            oldSignature: [400, 'InvalidArgument'],
          },
          left: [],
        },
        v2: {
          whole: 'body of a b/直播+&.json',
          writer: 'v2',
          part: 'body',
          beyond: 'one',
          exists: [true, false],
          folded: ['a b/', 'one', 'two/'],
          refusals: {
            forbidden: [409, 'FileAlreadyExists'],
            none: [404, 'NoSuchKey'],
            noHead: [404, 'NoSuchKey'],
            range: [416, 'InvalidRange'],
            condition: [412, 'PreconditionFailed'],
            version: [501, 'NotImplemented'],
            class: [501, 'NotImplemented'],
          },
        },
      });
      expect(standIn.keys(BUCKET)).toEqual([]);
    } finally {
      await standIn.close();
    }
  });
});
