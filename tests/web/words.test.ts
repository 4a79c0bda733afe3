import { describe, expect, it } from 'vitest';
import { VERDICT_KINDS } from '../../lib/monitor/judge.ts';
import { NOTIFICATION_KINDS } from '../../lib/monitor/routing.ts';
import { en } from '../../web/words/en.ts';
import { zh } from '../../web/words/zh.ts';

type Leaf = readonly [path: string, word: unknown];

/** Every word of a language, with where it stands. */
function leavesOf(words: object, path = ''): Leaf[] {
  return Object.entries(words).flatMap(([key, word]): Leaf[] =>
    typeof word === 'object' && word !== null ? leavesOf(word, `${path}${key}.`) : [[`${path}${key}`, word]],
  );
}

const CHINESE = /\p{Script=Han}/u;
/** Names and signs that are the same in Chinese. */
const SAME = /^(?:language|past\.unknownFigure)$/;

describe('the words of the page', () => {
  it('are the same ones in both languages, of the same kind', () => {
    const kinds = (words: object) =>
      leavesOf(words)
        .map(([path, word]) => `${path}: ${typeof word}`)
        .sort();
    expect(kinds(zh)).toEqual(kinds(en));
  });

  it('are Chinese where the page is, and nowhere else', () => {
    const texts = (words: object) =>
      leavesOf(words).filter((leaf): leaf is [string, string] => typeof leaf[1] === 'string');
    expect(texts(en).filter(([, word]) => CHINESE.test(word))).toEqual([]);
    expect(texts(zh).filter(([path, word]) => !CHINESE.test(word) && !SAME.test(path))).toEqual([]);
    expect([...texts(en), ...texts(zh)].filter(([, word]) => word.trim() === '')).toEqual([]);
  });

  it('have one for each verdict, each kind of message and each problem', () => {
    for (const words of [en, zh]) {
      expect(Object.keys(words.verdict)).toEqual(expect.arrayContaining([...VERDICT_KINDS]));
      expect(Object.keys(words.past.message)).toEqual(expect.arrayContaining([...NOTIFICATION_KINDS]));
    }
  });

  it.each<[number, number, boolean, string, string]>([
    [0, 0, true, 'Nothing is known yet', '尚无数据'],
    [2, 9, true, 'Nothing is known yet', '尚无数据'],
    [0, 0, false, 'Nothing is wrong', '一切正常'],
    [1, 1, false, '1 open cause, 1 relay', '1 个故障未恢复，涉及 1 个转推任务'],
    [2, 3, false, '2 open causes, 3 relays', '2 个故障未恢复，涉及 3 个转推任务'],
    [1_200, 12_345, false, '1,200 open causes, 12,345 relays', '1,200 个故障未恢复，涉及 12,345 个转推任务'],
  ])('begin with what is wrong: %i causes, %i relays, never swept: %s', (causes, relays, never, english, chinese) => {
    const open = { causes, relays, critical: causes, warning: 0, info: 0, pending: 0, held: 0 };
    expect([en.headline(open, never), zh.headline(open, never)]).toEqual([english, chinese]);
  });

  it.each<['works' | 'waiting' | 'broken', number, string, string]>([
    ['works', 0, 'works', '正常'],
    ['waiting', 3, '3 waiting', '3 条待发'],
    ['broken', 0, 'broken', '不可用'],
    ['broken', 3, 'broken, 3 waiting', '不可用，3 条待发'],
  ])('tell how a channel is: %s with %i', (state, waiting, english, chinese) => {
    const channel = { name: 'x', state, waiting, brokenSince: null, problem: null };
    expect([en.channelState(channel), zh.channelState(channel)]).toEqual([english, chinese]);
  });

  it.each<[string, string, string]>([
    ['stopped', '7 affected', '7 个受影响'],
    ['told', 'told, 7 affected', '已通知，7 个受影响'],
    ['grew', 'grew to 7', '增至 7 个'],
    ['worsened', 'worse, 7 affected', '加重，7 个受影响'],
    ['flapping', 'flapping, 7', '反复中断，7 个'],
    ['recovered', 'recovering, 7 still affected', '正在恢复，仍有 7 个受影响'],
    ['resolved', 'resolved', '已恢复'],
    ['of-a-later-version', 'of-a-later-version, 7', 'of-a-later-version，7 个'],
  ])('tell what happened: %s', (event, english, chinese) => {
    expect([en.event(event, '7'), zh.event(event, '7')]).toEqual([english, chinese]);
  });

  it.each<[string, string, string]>([
    ['began', 'began, 7 affected', '故障开始，影响 7 个任务'],
    ['changed', 'changed, 7 affected', '有变化，影响 7 个任务'],
    ['over', 'over', '故障结束'],
    ['odd', 'odd, 7 affected', 'odd，影响 7 个任务'],
  ])('tell what had happened: %s', (event, english, chinese) => {
    expect([en.past.event(event, '7'), zh.past.event(event, '7')]).toEqual([english, chinese]);
  });

  it('tell how many relays there are now, and at most where there were more', () => {
    expect([en.relaysNow('5', '9', true), en.relaysNow('5', '5', false)]).toEqual(['5 now, 9 at most', '5']);
    expect([zh.relaysNow('5', '9', true), zh.relaysNow('5', '5', false)]).toEqual(['当前 5 个，最多时 9 个', '5 个']);
  });

  it('announce what has changed, and nothing that has not', () => {
    expect(en.changed('2 open causes', [], 0)).toBe('2 open causes');
    expect(en.changed('2 open causes', ['A stopped', 'B stopped'], 1)).toBe(
      '2 open causes. New: A stopped; B stopped. 1 resolved',
    );
    expect(zh.changed('2 个故障未恢复', ['甲已停止', '乙已停止'], 1)).toBe(
      '2 个故障未恢复。新增：甲已停止；乙已停止。1 个已恢复',
    );
  });

  it.each<[string, (count: string) => string, string, string]>([
    ['causes left out', en.causesLeftOut, '1 more cause is open', '2 more causes are open'],
    ['relays in one place', en.past.relays, '1 relay', '2 relays'],
    ['incomplete sweeps', en.past.incomplete, '1 sweep did not', '2 sweeps did not'],
    ['changes left out', en.past.leftOut, '1 change of a single relay was left out', '2 changes of single relays were'],
  ])('count one as one: %s', (_, word, one, two) => {
    expect([word('1').slice(0, one.length), word('2').slice(0, two.length)]).toEqual([one, two]);
  });
});
