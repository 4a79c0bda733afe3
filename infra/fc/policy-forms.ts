/** One statement of a RAM policy. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** A RAM policy in the form that the RAM console accepts. */
export interface Policy {
  readonly Version: '1';
  readonly Statement: readonly Statement[];
}
