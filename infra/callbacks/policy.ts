import type { Policy } from '../fc/policy-forms.ts';

const READS = ['live:DescribeLivePullToPushList', 'live:DescribeLivePullToPush'];

/**
 * What `relaywatch callbacks` needs. No function needs the right to update. Live knows no resources for these
 * operations. Source: ApsaraVideo Live, RAM authorization.
 */
export function callbacksPolicy(): Policy {
  return {
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: [...READS, 'live:UpdateLivePullToPush'], Resource: ['*'] }],
  };
}
