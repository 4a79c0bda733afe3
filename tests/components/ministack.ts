import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, type RunningProgram, startProgram } from './process.ts';
import { PYTHON } from './python.ts';

const LAUNCHER = fileURLToPath(new URL('./ministack_in_short_minutes.py', import.meta.url));

/** AWS as ministack imitates it: Lambda really runs, and EventBridge fires by itself. */
export interface Ministack extends RunningProgram {
  readonly url: string;
  /** A parameter of SSM, as CloudFormation fills it in. */
  putParameter(name: string, value: string): Promise<void>;
}

/**
 * ministack on a free port of 127.0.0.1, and on nothing else.
 * @param minuteSeconds how long a minute of its schedules takes
 * @throws when it is not ready within 60 seconds
 */
export async function startMinistack(region: string, minuteSeconds: number): Promise<Ministack> {
  const folder = await mkdtemp(join(tmpdir(), 'relaywatch-ministack-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    // it would listen on every interface of the machine
    IOT_MTLS_ENABLED: '0',
    TMPDIR: folder,
    MINISTACK_REGION: region,
  };
  const program = await startProgram(PYTHON, [LAUNCHER, String(minuteSeconds)], `${url}/_ministack/health`, env);
  return {
    url,
    async putParameter(Name, Value) {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AmazonSSM.PutParameter',
          authorization: `AWS4-HMAC-SHA256 Credential=test/20260301/${region}/ssm/aws4_request, SignedHeaders=host, Signature=0`,
        },
        body: JSON.stringify({ Name, Value, Type: 'String' }),
      });
      if (!response.ok) throw new Error(`${Name} was refused with ${response.status}: ${await response.text()}`);
    },
    async stop() {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
