/** What a check of one outside system found; `problem` is one sentence with what to do. */
export type CheckResult =
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly problem: string };
