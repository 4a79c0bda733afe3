import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startCloudMonitorStandIn } from '../../stand-ins/cloudmonitor/server.ts';
import { startFcStandIn } from '../../stand-ins/fc/server.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { describeComponent } from './describe-component.ts';

/** RELAYWATCH_GO_CLIENT names another. */
const PROGRAM =
  process.env.RELAYWATCH_GO_CLIENT ?? fileURLToPath(new URL('../../.venv/bin/go-client', import.meta.url));
const HOW_TO_INSTALL = `${PROGRAM} is missing: with Go 1.26, go build -C tests/components/go-client -o ../../../.venv/bin/go-client`;

const REGION = 'cn-shanghai';
const KEY = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };
const STS = { accessKeyId: 'STS.one', accessKeySecret: 'sts-secret', securityToken: 'token/one+=' };

describeComponent(
  "the vendor's generic Go client",
  { installed: existsSync(PROGRAM), howToInstall: HOW_TO_INSTALL },
  () => {
    it.each([
      ['its signature of today', 'v3', KEY],
      ['its signature of today and a temporary key', 'v3', STS],
      ['the older signature', 'v2', KEY],
      ['the older signature and a temporary key', 'v2', STS],
    ])(
      'works with the stand-ins of Live, Function Compute 3.0 and CloudMonitor as with the services, by %s',
      async (_name, signature, key) => {
        const credentials = [KEY, STS];
        const live = await startLiveStandIn({ tasks: 250, regions: [REGION], qps: 0, credentials, seed: 3 });
        const fc = await startFcStandIn({ credentials });
        const monitor = await startCloudMonitorStandIn({ credentials });
        try {
          const tally = live.tally();
          const { idle, running, recovering, stopped, exited } = tally.byStatus;
          const byCode = { '0': idle, '1': running, '2': recovering, '3': stopped, '-1': exited };
          const hosts = [live, fc, monitor].map(({ port }) => `127.0.0.1:${port}`);
          const { stdout } = await promisify(execFile)(PROGRAM, [...hosts, signature, ...Object.values(key)]);
          expect(JSON.parse(stdout)).toEqual({
            live: {
              total: 250,
              distinct: 250,
              byStatus: Object.fromEntries(Object.entries(byCode).filter(([, count]) => count > 0)),
              name: "made by go é?#%+*'()",
              urls: ['rtmp://source-1.example.com/live/go?a=1&b=2'],
              gone: ['CodeTaskNotExist', 400],
              wrongSecret: ['SignatureDoesNotMatch', 400],
            },
            compute: {
              byTag: ['two'],
              byNone: [],
              description: '直播 +&',
              weights: ['InvalidArgument', 400],
              gone: ['FunctionNotFound', 404],
              wrongSecret: ['SignatureNotMatch', 403],
            },
            monitor: { code: '200', wrongSecret: ['SignatureDoesNotMatch', 400] },
          });
          expect(live.tally()).toEqual(tally);
          expect(fc.resources()).toEqual([]);
        } finally {
          await Promise.all([live.close(), fc.close(), monitor.close()]);
        }
      },
    );
  },
);
