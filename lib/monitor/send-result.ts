/** What became of one message, as its channel tells. */
export type SendResult =
  | { readonly ok: true; readonly receipt: string }
  | {
      readonly ok: false;
      /** One sentence without secrets: what failed and what to do. */
      readonly problem: string;
      /** Whether the same message may be accepted later. */
      readonly retryable: boolean;
      /** The channel's own wish, when it named one. */
      readonly retryAfterMs?: number;
      /** Needs a human: wrong token, robot removed, hook disabled. Told through the other channels. */
      readonly broken?: boolean;
    };
