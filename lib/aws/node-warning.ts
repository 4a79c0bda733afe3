/**
 * The SDK's own switch: on Node 20 it warns once per process about releases from January 2027 on; ours is pinned to an
 * earlier one.
 */
const WARNING_SWITCH = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/**
 * Creates an AWS client without its warning about Node 20. The switch is restored afterwards, since the environment is
 * not ours.
 */
export function withoutNodeVersionWarning<T>(create: () => T): T {
  const before = process.env[WARNING_SWITCH];
  process.env[WARNING_SWITCH] = 'true';
  try {
    return create();
  } finally {
    if (before === undefined) delete process.env[WARNING_SWITCH];
    else process.env[WARNING_SWITCH] = before;
  }
}
