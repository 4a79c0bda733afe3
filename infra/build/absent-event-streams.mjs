/** Stands for the event streams of the AWS clients: their settings pass through, and no stream is made. */
export const resolveEventStreamSerdeConfig = (settings) => settings;

export function eventStreamSerdeProvider() {
  throw new Error('event streams were left out of the function bundle, see infra/build/left-out.ts');
}
