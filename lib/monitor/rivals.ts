/** Tasks that push to one URL, by the key of the URL, so that the next sweep can ask for each of them. Plain data. */
export type Rivals = Readonly<Record<string, readonly (readonly [region: string, taskId: string])[]>>;
