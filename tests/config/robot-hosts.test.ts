import { describe, expect, it } from 'vitest';
import { problemsIn } from './a-document.ts';

const TYPES = ['slack', 'dingtalk', 'feishu', 'wecom'] as const;

describe('the address of a robot', () => {
  // of which types it may be
  it.each<[string, readonly string[]]>([
    ['https://hooks.slack.com/services/T0/B0/x', ['slack']],
    ['https://slack.com/x', ['slack']],
    ['https://hooks.slack-gov.com/services/x', ['slack']],
    ['https://HOOKS.SLACK.COM/services/x', ['slack']],
    ['https://hooks.slack.com./services/x', ['slack']],
    ['https://oapi.dingtalk.com/robot/send?access_token=x', ['dingtalk']],
    ['https://open.feishu.cn/open-apis/bot/v2/hook/x', ['feishu']],
    ['https://open.larksuite.com/open-apis/bot/v2/hook/x', ['feishu']],
    ['https://open.larkoffice.com/open-apis/bot/v2/hook/x', ['feishu']],
    ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x', ['wecom']],
    ['https://relay.example.com/hook', TYPES],
    ['https://myslack.com/hook', TYPES],
    ['https://slack.com.example.com/hook', TYPES],
    ['https://notfeishu.cn/hook', TYPES],
    ['https://qq.com/hook', TYPES],
    ['http://127.0.0.1:8080/hook', TYPES],
    ['http://hooks.slack.com/services/x', []],
  ])('%s may be that of %j', (url, accepted) => {
    expect(TYPES.filter((type) => problemsIn({ alerts: [{ type, url }] }).length === 0)).toEqual(accepted);
  });

  it.each([
    ['slack', 'https://oapi.dingtalk.com/robot/send', 'Slack', 'DingTalk'],
    ['dingtalk', 'https://open.feishu.cn/x', 'DingTalk', 'Feishu or Lark'],
    ['feishu', 'https://qyapi.weixin.qq.com/x', 'Feishu or Lark', 'WeCom'],
    ['wecom', 'https://hooks.slack.com/x', 'WeCom', 'Slack'],
  ])('of another vendor says whose it is, and not what it is: %s', (type, url, own, other) => {
    expect(problemsIn({ alerts: [{ type, url }] })).toEqual([
      `alerts[0].url: found a text (not shown), expected the address of a ${own} robot; this host belongs to ${other}`,
    ]);
  });
});
