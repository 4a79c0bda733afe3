import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { keepLibrariesQuiet } from '../../lib/base/quiet-libraries.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { CANARY } from '../support/canary.ts';
import { closing, configFile, relaywatch, useCommandLine } from './command-line.ts';

useCommandLine();

const KEYS = { accessKeyId: 'STS.test', accessKeySecret: `secret-${CANARY}`, securityToken: `token-${CANARY}` };

/** A configuration whose every call carries a secret. */
async function aConfig(): Promise<string> {
  const live = closing(await startLiveStandIn({ tasks: 20, regions: ['cn-shanghai'], qps: 0, credentials: [KEYS] }));
  const server = createServer((_, response) => void response.end('OK'));
  await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready));
  closing({ close: () => new Promise((done) => void server.close(done)) });
  const { port } = server.address() as AddressInfo;
  const { accessKeyId, accessKeySecret, securityToken } = KEYS;
  return configFile(`live:
  endpoint: ${live.url}
  regions: [cn-shanghai]
  credentials: { type: sts, accessKeyId: ${accessKeyId}, accessKeySecret: ${accessKeySecret}, securityToken: ${securityToken} }
heartbeat: { url: http://127.0.0.1:${port}/${CANARY} }
`);
}

describe('libraries that print what they send', () => {
  it.each<[string, Record<string, string>]>([
    ['DEBUG', { DEBUG: '*' }],
    ['DEBUG for one library', { DEBUG: 'httpx:*' }],
    ['DEBUG, with a proxy', { DEBUG: '*', HTTP_PROXY: `http://on-call:${CANARY}@127.0.0.1:9` }],
    ['the YAML parser', { LOG_TOKENS: '1', LOG_STREAM: '1' }],
    ['harmless parts of Node', { NODE_DEBUG: 'module' }],
  ])('do not, asked by %s', async (_, env) => {
    const { code, stdout, stderr } = await relaywatch(['sweep', '--config', await aConfig()], env);
    expect(stdout).toContain('✓ heartbeat sent');
    expect(`${stdout}${stderr}`).not.toContain(CANARY);
    expect(code).toBe(0);
  });

  it.each(['http', 'undici', 'HTTP,module', '*', 'und*', 'net,tls'])(
    'keep the command from starting when it is Node itself: NODE_DEBUG=%s',
    async (parts) => {
      const { code, stdout, stderr } = await relaywatch(['sweep', '--config', await aConfig()], { NODE_DEBUG: parts });
      expect(stderr).toMatch(/✗ NODE_DEBUG makes Node print what it sends \(.+\), .+RELAYWATCH_DEBUG_WITH_SECRETS=1/);
      expect(`${stdout}${stderr}`).not.toContain(CANARY);
      expect([code, stdout]).toEqual([2, '']);
    },
  );

  it('do when somebody wants to see it all', async () => {
    const env = { NODE_DEBUG: 'http,net', DEBUG: '*', RELAYWATCH_DEBUG_WITH_SECRETS: '1' };
    const { code, stderr } = await relaywatch(['sweep', '--config', await aConfig()], env);
    expect(stderr).toContain(CANARY);
    expect(code).toBe(0);
  });

  it('are not even loaded with their variables set', () => {
    const env: Record<string, string | undefined> = { DEBUG: '*', LOG_TOKENS: '1', LOG_STREAM: '1', PATH: '/bin' };
    keepLibrariesQuiet(env, () => false);
    expect(env).toEqual({ PATH: '/bin' });
  });
});
