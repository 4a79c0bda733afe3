import { expect, it, vi } from 'vitest';
import { systemClock } from '../../../lib/base/time.ts';
import { openCloudWatchWriter } from '../../../lib/metrics/cloudwatch/writer.ts';

// In a file of its own: the client warns once a process, so any test before this one would have used it up.
it('keeps the AWS client quiet about the version of Node, and leaves the environment as it was', async () => {
  const warned = vi.spyOn(process, 'emitWarning');
  const writer = await openCloudWatchWriter(
    { namespace: 'relaywatch', region: 'eu-central-1' },
    { clock: systemClock },
  );
  writer.close();
  expect(warned).not.toHaveBeenCalled();
  expect(process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED).toBeUndefined();
});
