/** The key that every stand-in accepts when no other is named; worthless anywhere else. */
export const STAND_IN_KEYS = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };

const ALIBABA_CLOUD = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: STAND_IN_KEYS.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: STAND_IN_KEYS.accessKeySecret,
};
const AWS = {
  AWS_ACCESS_KEY_ID: STAND_IN_KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: STAND_IN_KEYS.accessKeySecret,
};

/** That key where the clients of both vendors look for keys first. */
export const STAND_IN_ENVIRONMENT = { ...ALIBABA_CLOUD, ...AWS };

/** What would go with another key, or before this one. */
const OF_OTHER_KEYS = [
  'ALIBABA_CLOUD_SECURITY_TOKEN',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_CREDENTIAL_SCOPE',
  'AWS_PROFILE',
];

/** Makes an environment lead to the stand-ins' key, and to none that somebody had set in it. */
export function takeStandInKeys(env: Record<string, string | undefined>): void {
  for (const name of OF_OTHER_KEYS) delete env[name];
  Object.assign(env, STAND_IN_ENVIRONMENT);
}

/** What hands the key to what calls a stand-in. */
export const CALLERS = { alibabaCloud: ALIBABA_CLOUD, aws: AWS };

/** The same as a line for a shell. */
export function exportOf(variables: Readonly<Record<string, string>>): string {
  const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return `export ${set.join(' ')}`;
}
