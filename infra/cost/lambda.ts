/** The function as serverless.yml deploys it. */
export const LAMBDA = { memoryMb: 256, timeoutSeconds: 120, architecture: 'arm64' } as const satisfies {
  memoryMb: number;
  timeoutSeconds: number;
  architecture: 'x86_64' | 'arm64';
};
