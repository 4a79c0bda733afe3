/** What each command on a deployment takes. */
export interface DeployFlags {
  readonly config?: string;
  readonly bundle?: string;
  readonly json?: boolean;
}
