/** The SDK's own switch: on Node 20 it warns, for each process, of releases from January 2027 on; ours is pinned before them. */
const WARNING_SWITCH = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/** Makes an AWS client without its warning about Node 20. The switch is put back, since the environment is not ours. */
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
