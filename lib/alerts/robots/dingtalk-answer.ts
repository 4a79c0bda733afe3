import { ownEntry } from '../../base/lookup.ts';
import { accepted, broken, doubtful, type Judgement, refused, tryLater } from '../judgement.ts';
import {
  judgeByStatus,
  numberIn,
  type RobotAnswer,
  secondsIn,
  succeeded,
  THROTTLE_WAIT_MS,
  textOf,
} from './robot-answer.ts';
import type { RobotSettings } from './robot-channel.ts';
import { vendorWords } from './robot-target.ts';

export interface DingTalkSettings extends RobotSettings {
  /** A word that the robot demands in every message. */
  readonly keyword?: string | undefined;
  /** Mobile numbers of those to call when a message pages. */
  readonly mobiles?: readonly string[] | undefined;
}

const THROTTLED = [130101, 410100];
const BUSY = -1;
const SECURITY = 310000;
/** The status of the firewall in front of DingTalk, whose answers have no errcode. */
const FIREWALL_STATUS = 1111;

/** Codes that stay until a human does something. */
const BROKEN: Readonly<Record<number, string>> = {
  300001: 'its access token is not known; make a new robot',
  300005: 'its access token is not known; make a new robot',
  400101: 'its access token is not known; make a new robot',
  400102: 'the robot was stopped; start it in the group settings',
  400013: 'its group was dissolved',
  400106: 'the robot was removed from the group',
  40035: 'a parameter was missing; check that the address is complete',
  43004: 'it did not take the content type; please report this to relaywatch',
};
/** Of this message, and not of the next. */
const TOO_LONG = [460101, 101002];

/** Source: errcodes as gathered in alerting-backends §5; every refusal comes with HTTP 200. */
export function judgeDingTalk(answer: RobotAnswer, settings: DingTalkSettings): Judgement {
  const { json } = answer;
  const code = numberIn(json, 'errcode');
  if (code === null) return judgeWithoutCode(answer);
  if (code === 0 && succeeded(answer)) return accepted;
  if (THROTTLED.includes(code)) {
    return tryLater(`answered errcode ${code}: it gets more than 20 messages a minute`, throttleWait(answer));
  }
  if (code === BUSY) return tryLater('answered errcode -1: it is busy', answer.retryAfterMs);
  if (code === SECURITY) return broken(`answered errcode 310000: ${securityHint(textOf(json, 'errmsg'))}`);
  if (TOO_LONG.includes(code)) {
    return refused(`answered errcode ${code}: the message was too long for it; please report this to relaywatch`);
  }
  const meaning = ownEntry(BROKEN, String(code));
  if (meaning !== undefined) return broken(`answered errcode ${code}: ${meaning}`);
  if (code === 0) return judgeByStatus(answer, 'DingTalk');
  const words = vendorWords(textOf(json, 'errmsg'), settings);
  return doubtful(`answered errcode ${code}, which relaywatch does not know: ${words}`);
}

function judgeWithoutCode(answer: RobotAnswer): Judgement {
  const { json } = answer;
  if (numberIn(json, 'status') !== FIREWALL_STATUS && textOf(json, 'punish') === '')
    return judgeByStatus(answer, 'DingTalk');
  return tryLater("was blocked by DingTalk's firewall: it gets too many messages", throttleWait(answer));
}

/** The firewall says `wait` in seconds, which is often shorter than the block. */
function throttleWait(answer: RobotAnswer): number {
  return Math.max(THROTTLE_WAIT_MS, secondsIn(answer.json, 'wait') ?? 0, answer.retryAfterMs ?? 0);
}

/** One code has three meanings, told apart by the words alone. */
function securityHint(message: string): string {
  if (/key ?words?|关键词/i.test(message)) return 'the message lacks its keyword; give `keyword` for this channel';
  if (/sign|timestamp|签名|时间/i.test(message))
    return 'the signature was not accepted; check the secret, and the clock';
  if (/\bip\b|whitelist|白名单/i.test(message)) return "relaywatch's IP address is not on its list";
  return 'its security settings refused the message; check keyword, secret and IP list';
}
