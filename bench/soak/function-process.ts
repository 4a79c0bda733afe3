import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** What the platform hands over with one invocation, and how its process is made worse. */
export interface Call {
  readonly bundle: 'function' | 'callback';
  readonly event: unknown;
  readonly context: unknown;
  /** How far its clock is from the machine's. */
  readonly offsetMs: number;
  /** No host name is found. */
  readonly noNames: boolean;
}

export type Returned =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly name: string; readonly message: string }
  | { readonly kind: 'killed' }
  | { readonly kind: 'died'; readonly code: string };

/** A warm instance: it serves one invocation after another until it is killed. */
export interface FunctionProcess {
  call(call: Call): Promise<Returned>;
  kill(): Promise<void>;
  /** For how long it could have run and did not get a processor, so far; 0 where the system does not tell. */
  starvedMs(): number;
  /** All that it wrote since this was last asked. */
  output(): { readonly out: string; readonly err: string };
}

/** Runs under plain Node, beside the bundle as it is deployed: its clock and its names are those of a bad machine. */
const PROGRAM = `
const RealDate = Date;
let offsetMs = 0;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [target.now() + offsetMs] : args, self === globalThis.Date ? target : self),
  get: (target, name) => (name === 'now' ? () => target.now() + offsetMs : Reflect.get(target, name)),
});
const dns = require('node:dns');
const lookup = dns.lookup;
let noNames = false;
dns.lookup = (host, options, done) => {
  const tell = done ?? options;
  if (noNames) return process.nextTick(tell, Object.assign(new Error('getaddrinfo ENOTFOUND ' + host), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host }));
  return lookup(host, { ...(typeof options === 'object' ? options : {}), family: 4 }, tell);
};
process.on('message', async ({ id, call }) => {
  offsetMs = call.offsetMs;
  noNames = call.noNames;
  try {
    const bundle = require(process.cwd() + '/' + call.bundle + '/index.js');
    const run = call.bundle === 'function' ? bundle.handler : bundle.callback;
    process.send({ id, kind: 'returned', value: await run(call.event, call.context) });
  } catch (error) {
    process.send({ id, kind: 'threw', name: String(error?.name), message: String(error?.message ?? error) });
  }
});
process.once('disconnect', () => process.exit(1));
`;

export function startFunction(folder: string, env: Readonly<Record<string, string>>): FunctionProcess {
  const child = spawn(process.execPath, ['-e', PROGRAM], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const waiting = new Map<number, (returned: Returned) => void>();
  const written = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    written.out += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    written.err += chunk.toString();
  });
  child.on('message', ({ id, ...returned }: Returned & { id: number }) => {
    waiting.get(id)?.(returned as Returned);
    waiting.delete(id);
  });
  let isKilled = false;
  child.on('exit', (code, signal) => {
    for (const tell of waiting.values())
      tell(isKilled ? { kind: 'killed' } : { kind: 'died', code: `${code ?? signal}` });
    waiting.clear();
  });
  let calls = 0;
  return {
    call(call) {
      calls += 1;
      const id = calls;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        child.send(
          { id, call },
          (error) => error && resolve(isKilled ? { kind: 'killed' } : { kind: 'died', code: 'gone' }),
        );
      });
    },
    kill() {
      isKilled = true;
      return killed(child);
    },
    starvedMs: () => starvedMs(child.pid),
    output() {
      const { out, err } = written;
      written.out = '';
      written.err = '';
      return { out, err };
    },
  };
}

/** Source: Linux, Documentation/scheduler/sched-stats: time on the processor, time that it waited for one (ns), and slices. */
function starvedMs(pid: number | undefined): number {
  try {
    const [, waitedNs] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(waitedNs) / 1e6;
  } catch {
    return 0;
  }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
