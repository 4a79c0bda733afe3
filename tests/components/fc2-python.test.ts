import { expect, it } from 'vitest';
import { startFcStandIn } from '../../stand-ins/fc/server.ts';
import { describeComponent } from './describe-component.ts';
import { pythonModule, runPython } from './python.ts';

const KEY = ['local-access-key', 'local-access-secret'] as const;
const STS = ['STS.one', 'sts-secret', 'token/one+='] as const;

describeComponent('aliyun-fc2', pythonModule('fc2'), () => {
  it.each([
    ['a key', KEY],
    ['a temporary key', STS],
  ])('works with the stand-in of Function Compute 2.0 as with the service (%s)', async (_name, key) => {
    const credentials = [KEY, STS].map(([accessKeyId, accessKeySecret, securityToken]) => ({
      accessKeyId,
      accessKeySecret,
      ...(securityToken === undefined ? {} : { securityToken }),
    }));
    const standIn = await startFcStandIn({ credentials });
    try {
      expect(await runPython('./fc2_python.py', [standIn.url, ...key])).toEqual({
        byTag: ['relaywatch'],
        byOtherTag: [],
        untagged: {},
        tags: { owner: 'us' },
        untaggedAll: {},
        heard: { heard: 'hello' },
        alias: ['1'],
        versions: ['1'],
        trigger: false,
        onDemand: 1,
        async: 0,
        refusals: {
          none: [404, 'ServiceNotFound'],
          weights: [400, 'InvalidArgument'],
          moreWeights: [400, 'InvalidArgument'],
          initializer: [400, 'InvalidArgument'],
          network: [400, 'InvalidArgument'],
          destination: [400, 'InvalidArgument'],
        },
      });
      expect(standIn.resources()).toEqual([]);
    } finally {
      await standIn.close();
    }
  });
});
