import { grouped } from '../../../base/grouped.ts';
import type { Facts } from '../facts.ts';
import type { StepKey } from '../steps.ts';

export const STEPS: Readonly<Record<StepKey, (facts: Facts) => string>> = {
  'check-source': ({ source }) => `Check that the source stream is live${source === '' ? '' : ` at ${source}`}.`,
  'check-destination': ({ destination }) =>
    `Check that the destination ingest${destination === '' ? '' : ` ${destination}`} is up and that its stream key is still valid.`,
  'gave-up': () => 'Live does not try again by itself.',
  'see-console': () => "Look at the relay's state in the Live console.",
  'still-retries': () => 'Live is still retrying; restart it only if it does not come back by itself.',
  'ask-who-stopped': () => 'Ask whether somebody stopped it on purpose.',
  'check-schedule': () => 'Check its start and end time in the Live console.',
  'check-stability': () =>
    'It keeps dropping and recovering: check the bandwidth and stability of the source and the destination first.',
  'find-expected': () =>
    'Find out whether the relay was deleted, renamed or never created; if it is no longer expected, change expect:.',
  'stop-others': () => 'Decide which relay should push there, and stop the others.',
  'extend-end': () => 'If it should keep running, move its end time now.',
  'check-permission': () => 'Check that the RAM user or role may call live:DescribeLivePullToPushList.',
  'check-network': () => "Check the network from relaywatch to Live, and Live's own status.",
  'check-channel': () => "Check the channel's address and secret in relaywatch.yml, and the robot at its vendor.",
  'try-channel': () => 'Then try it:',
  'check-account': () => 'Its relays may have stopped without anybody hearing of it. See what is wrong:',
  'check-state': () => 'Fix the problem named above, then check that it works:',
  'restart-one': () => 'Then restart it:',
  'restart-each': ({ affected }) => `Then restart each of the ${grouped(affected)}, for example:`,
};
