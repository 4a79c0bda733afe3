import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../lib/base/log.ts';
import { DELIVERY_BOUNDS, deliver } from '../../../lib/metrics/cloudwatch/delivery.ts';
import type { CloudWatchWriter } from '../../../lib/metrics/cloudwatch/writer.ts';
import { instantClock } from '../../support/instant-clock.ts';

const BATCHES = Array.from({ length: 10 }, () => [{ MetricName: 'Seen', Value: 1 }]);

/** A service that takes `answerMs` of the clock to fail, and no longer than it is given. */
async function deliverToBrokenService(answerMs: number) {
  const clock = instantClock();
  const timeouts: number[] = [];
  const writer: CloudWatchWriter = {
    async put(_data, timeoutMs) {
      timeouts.push(timeoutMs);
      await clock.sleep(Math.min(answerMs, timeoutMs));
      throw Object.assign(new Error(), { $metadata: { httpStatusCode: 500 } });
    },
    close() {},
  };
  const delivery = await deliver(BATCHES, writer, DELIVERY_BOUNDS, { clock, log: silentLog, random: () => 0.999 });
  return { delivery, elapsedMs: clock.monotonicMs(), timeouts };
}

describe('the time that delivery takes', () => {
  it.each([0, 10, 900, 5_000, 60_000])('stays within 15 seconds when each answer takes %i ms', async (answerMs) => {
    const { delivery, elapsedMs } = await deliverToBrokenService(answerMs);
    expect(elapsedMs).toBeLessThanOrEqual(15_000);
    expect(delivery).toMatchObject({ accepted: 0, undelivered: 10, refused: [] });
  });

  it('gives no request more than 5 seconds, nor more than is left', async () => {
    const { timeouts } = await deliverToBrokenService(60_000);
    expect(timeouts.slice(0, 2)).toEqual([5_000, 5_000]);
    expect(timeouts.at(-1)).toBeLessThan(5_000);
    expect(Math.min(...timeouts)).toBeGreaterThan(0);
  });
});
