import { accountRules } from './account-rules.ts';
import { deadAfterMinutes, deadMan } from './dead-man.ts';
import { deliveryRules, essentialDeliveryRules } from './delivery-rules.ts';
import { delayOf, gauge, periodMinutesOf, type Rule, SWEEPS_OF_TROUBLE } from './rule.ts';
import { seriesOf } from './series.ts';
import { stoppedRules } from './stopped-rules.ts';
import type { AlarmTarget } from './target.ts';

/** Below this share of failed calls nobody needs to look. */
const ERRORS_PERCENT = 10;

/** All rules of a configuration, most important first. */
export function rulesOf(target: AlarmTarget): Rule[] {
  if (target.watches === 'accounts') return accountRules(target);
  const told = target.channels.length > 0;
  const always = [sweepsDead(target), sweepIncomplete(target)];
  if (target.detail === 'essential')
    return [...always, ...criticalRules(target), ...(told ? essentialDeliveryRules(target) : [])];
  return [
    ...always,
    ...stoppedRules(target),
    ...(told ? deliveryRules(target) : []),
    apiErrors(target),
    apiThrottled(target),
  ];
}

function sweepsDead(target: AlarmTarget): Rule {
  return {
    ...deadMan('Heartbeat', 'the last good sweep', target),
    id: 'dead-man',
    firesWhen: `no sweep has reached ApsaraVideo Live for ${deadAfterMinutes(target)} minutes`,
    todo: "Nobody is watching the relays. Look at the function's timer and log; if sweeps run but fail, `relaywatch check` says why",
    comparison: 'LessThanThreshold',
    threshold: 1,
  };
}

function sweepIncomplete(target: AlarmTarget): Rule {
  const minutes = periodMinutesOf(target);
  const periods = Math.ceil((target.settings.incompleteAfterMinutes ?? 5 * minutes) / minutes);
  return {
    ...gauge('SweepComplete', {}, target),
    id: 'sweep-incomplete',
    firesWhen: `no sweep has been complete for ${periods * minutes} minutes`,
    delay: delayOf(periods),
    todo: 'The numbers only cover some of the relays. The log line sweep_finished has the reasons: too little time, a failing region, or a list that changes faster than it can be read',
    comparison: 'LessThanThreshold',
    threshold: 1,
    periods,
  };
}

/** Incidents rather than counts of relays: a region that cannot be read keeps its own. */
function criticalRules(target: AlarmTarget): Rule[] {
  const { critical } = target.settings;
  if (critical === 0) return [];
  return [
    {
      ...gauge('CriticalIncidents', {}, target),
      id: 'critical',
      firesWhen: `${critical === 1 ? 'a relay has' : `${critical} or more relays have`} a critical fault: stopped, not started in time, or missing`,
      delay: delayOf(1),
      todo: '`relaywatch incidents` and the status page say which, since when and why',
      threshold: critical,
    },
  ];
}

/** A percentage, because in a fleet of 12,000 relays every other sweep has a failed call that means nothing. */
function apiErrors(target: AlarmTarget): Rule {
  return {
    ...gauge('ApiErrorsTotal', {}, target),
    series: [seriesOf('ApiErrorsTotal', {}, target), seriesOf('ApiCalls', {}, target)],
    expression: 'IF(m2 > 0, 100 * m1 / m2, 0)',
    id: 'api-errors',
    firesWhen: `${ERRORS_PERCENT} % or more of the calls to ApsaraVideo Live failed in ${SWEEPS_OF_TROUBLE} sweeps in a row`,
    delay: delayOf(SWEEPS_OF_TROUBLE),
    todo: 'The metric ApiErrors has the codes; `relaywatch check` tests key, permission and endpoint',
    threshold: ERRORS_PERCENT,
    periods: SWEEPS_OF_TROUBLE,
  };
}

function apiThrottled(target: AlarmTarget): Rule {
  return {
    ...gauge('ApiThrottles', {}, target),
    id: 'api-throttled',
    firesWhen: `ApsaraVideo Live throttled calls in ${SWEEPS_OF_TROUBLE} sweeps in a row`,
    delay: delayOf(SWEEPS_OF_TROUBLE),
    todo: "Something else is using the account's calls: lower live.qps, or have the quota raised",
    threshold: 1,
    periods: SWEEPS_OF_TROUBLE,
  };
}
