/** Of what a sweep returns. */
interface Summary {
  readonly sweep?: {
    readonly complete: boolean;
    readonly reasons: readonly string[];
  };
  readonly state?: { readonly ok: boolean; readonly problem?: string };
  readonly skipped?: { readonly reason: string };
}

/** Why a sweep without faults was not whole; null when it was. @param summary what it returned */
export function problemOf(summary: unknown): string | null {
  const { sweep, state, skipped } = (summary ?? {}) as Summary;
  if (skipped) return `skipped: ${skipped.reason}`;
  if (state?.ok === false) return `state: ${state.problem}`;
  return sweep?.complete ? null : `not complete: ${sweep?.reasons.join(' ')}`;
}
