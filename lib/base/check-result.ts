/** The result of checking one outside system; `problem` is one sentence that says what to do. */
export type CheckResult =
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly problem: string };
