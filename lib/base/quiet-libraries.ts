import { debuglog } from 'node:util';
import { RelaywatchError } from './errors.ts';

type Environment = Record<string, string | undefined>;

/** Whoever sets it wants to see it all, secrets too. */
const WANTED = 'RELAYWATCH_DEBUG_WITH_SECRETS';
/** Variables of libraries: DEBUG has HTTP clients print headers and bodies, the others the YAML parser each token. */
const OF_LIBRARIES = ['DEBUG', 'LOG_TOKENS', 'LOG_STREAM'];
/** Parts of Node that print what is sent, or to which address. */
const OF_NODE = ['http', 'https', 'http2', 'net', 'tls', 'stream', 'undici', 'fetch', 'websocket', 'child_process'];

/** Node was started so that it prints secrets, and nothing can turn that off any more. */
export class LoudNodeError extends RelaywatchError<'secrets-in-debug-output'> {
  constructor(parts: readonly string[]) {
    super(
      'secrets-in-debug-output',
      `NODE_DEBUG has Node print what it sends (${parts.join(', ')}), and so keys, tokens and addresses that are secrets; unset it, or set ${WANTED}=1 to see them`,
    );
  }
}

/**
 * Keeps libraries from printing keys, tokens and addresses that are secrets as wholes, unless that is asked for. Has to
 * come before they are loaded: they look at the environment once. @param env is changed
 * @throws LoudNodeError
 */
export function keepLibrariesQuiet(env: Environment, nodePrints = (part: string) => debuglog(part).enabled): void {
  if (env[WANTED] === '1') return;
  for (const name of OF_LIBRARIES) delete env[name];
  const loud = OF_NODE.filter(nodePrints);
  if (loud.length > 0) throw new LoudNodeError(loud);
}
