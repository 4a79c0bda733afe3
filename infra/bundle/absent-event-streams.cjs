/** Stands for the event streams of the AWS clients: their settings pass through, and no stream is made. */
module.exports = {
  resolveEventStreamSerdeConfig: (settings) => settings,
  eventStreamSerdeProvider() {
    throw new Error('event streams were left out of the function bundle, see infra/bundle/left-out.ts');
  },
};
