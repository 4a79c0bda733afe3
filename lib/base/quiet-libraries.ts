import { debuglog } from 'node:util';
import { RelaywatchError } from './errors.ts';

type Environment = Record<string, string | undefined>;

/** Setting it shows everything, secrets included. */
const WANTED = 'RELAYWATCH_DEBUG_WITH_SECRETS';
/**
 * Variables of libraries: DEBUG makes HTTP clients print headers and bodies, the others make the YAML parser print each
 * token.
 */
const OF_LIBRARIES = ['DEBUG', 'LOG_TOKENS', 'LOG_STREAM'];
/** Parts of Node that print what is sent, or to which address. */
const OF_NODE = ['http', 'https', 'http2', 'net', 'tls', 'stream', 'undici', 'fetch', 'websocket', 'child_process'];

/** Node was started with a setting that prints secrets, and that can no longer be turned off. */
export class LoudNodeError extends RelaywatchError<'secrets-in-debug-output'> {
  override readonly name = 'LoudNodeError';

  constructor(parts: readonly string[]) {
    super(
      'secrets-in-debug-output',
      `NODE_DEBUG makes Node print what it sends (${parts.join(', ')}), including secret keys, tokens and addresses; unset it, or set ${WANTED}=1 to see them`,
    );
  }
}

/**
 * Keeps libraries from printing keys, tokens and secret addresses, unless that is asked for. Must run before they are
 * loaded, since they read the environment only once. @param env is modified
 * @throws LoudNodeError
 */
export function keepLibrariesQuiet(env: Environment, nodePrints = (part: string) => debuglog(part).enabled): void {
  if (env[WANTED] === '1') return;
  for (const name of OF_LIBRARIES) delete env[name];
  const loud = OF_NODE.filter(nodePrints);
  if (loud.length > 0) throw new LoudNodeError(loud);
}
