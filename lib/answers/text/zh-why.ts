import { duration } from '../../alerts/text/zh/words.ts';
import type { MuteFact, WaitFact, WhyFact } from '../story.ts';
import { instant, outside, type Pieces, pieces } from './pieces.ts';

/** Why on-call heard of it, or did not, in Chinese. A reason of another version of relaywatch is quoted. */
export function whyInChinese(why: WhyFact): Pieces {
  switch (why.reason) {
    case 'first':
      return ['该故障此前从未通知过。'];
    case 'worsened':
      return ['故障比上次通知时更严重。'];
    case 'grew':
      return pieces`受影响的任务比上次通知时明显增多：达到 ${why.factor} 倍，且不少于 ${why.least} 个（policy.growth）。`;
    case 'spread':
      return ['故障蔓延到了上次通知未提及的地域。'];
    case 'reminder-due':
      return ['没有新情况，但距上次通知已达到 policy.repeatEverySeconds（或其覆盖项）设定的间隔。'];
    case 'acknowledged':
      return ['已到提醒时间，但故障已有人确认，且确认之后没有新情况。'];
    case 'held-by-mute':
      return muted(why.mute);
    case 'held-flapping':
      return pieces`目前没有任务处于中断，但此前中断过于频繁，须连续 ${duration(why.quietSeconds)}无故障才算恢复（policy.flapping.quietSeconds）。`;
    case 'grew-too-little':
      return pieces`受影响的任务有所增加，但未同时满足“达到 ${why.factor} 倍”和“不少于 ${why.least} 个”（policy.growth），也没有蔓延到新的地域。`;
    case 'shrank':
      return ['受影响的任务比上次通知时减少。'];
    case 'unchanged':
      return ['情况与上次通知时相同。'];
    case 'newly-routed':
      return ['此前已通知其他渠道，现在按路由规则首次通知该渠道。'];
    case 'all-over':
      return ['最后一个任务已恢复，或因其他原因不再算作故障。'];
    case 'before-watching':
      return ['开始监控之前就已存在：已在一条汇总消息中通知，不再重复。'];
    case 'not-long-enough':
      return notLongEnough(why.wait);
  }
  return anotherReason(why);
}

/** What the types do not know of, a later version may have noted. */
function anotherReason({ reason }: { readonly reason: string }): Pieces {
  return pieces`原因为“${outside(reason)}”。`;
}

function muted(mute: MuteFact | null): Pieces {
  if (mute === null) return ['已被静默；历史日志未记录是哪个维护窗口或静默，目前的维护窗口和静默均不符合。'];
  const what =
    mute.kind === 'window'
      ? pieces`维护窗口“${outside(mute.name)}”`
      : pieces`静默 ${outside(mute.id.replace(/^silence\//, ''))}“${outside(mute.name)}”`;
  return mute.until === null
    ? pieces`已被${what}静默，直到恢复。`
    : pieces`已被${what}静默，至 ${instant(mute.until)}。`;
}

function notLongEnough(wait: WaitFact | null): Pieces {
  if (wait === null) return ['持续时间未到告警门限。'];
  const retries = wait.orRetries ? '；若任务自身重试时长的三分之二更短，则以后者为准' : '';
  return pieces`持续时间未到 ${outside(wait.line)} 设定的 ${duration(wait.seconds)}${retries}。`;
}
