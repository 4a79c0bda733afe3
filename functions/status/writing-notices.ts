import type { Texts } from './notices.ts';

export const WRITES_OFF: Texts = {
  en: {
    title: 'Nothing can be changed on this page',
    paragraphs: ['status.allowWrites is off in the configuration. From a terminal it is:'],
    command: 'relaywatch ack <cause>\nrelaywatch silence add',
  },
  zh: {
    title: '本页不允许修改',
    paragraphs: ['配置中未开启 status.allowWrites。请在终端执行：'],
    command: 'relaywatch ack <cause>\nrelaywatch silence add',
  },
};

export const NOT_OURS: Texts = {
  en: {
    title: 'Nothing was changed: the form is not one that this page gave you',
    paragraphs: [
      'Open the cause anew and send the form again: your access may have changed meanwhile.',
      'If it is refused each time, something in front of the page changes its host name: whoever runs relaywatch sets status.url to the address that your browser shows.',
    ],
  },
  zh: {
    title: '未作任何修改：该表单不是由本页发给您的',
    paragraphs: [
      '请重新打开该故障页面后再提交，您的访问权限可能已更新。',
      '如果每次都被拒绝，说明前置代理改写了主机名：请 relaywatch 的维护人员把 status.url 设为浏览器地址栏中的地址。',
    ],
  },
};

export const NOT_FILLED_IN: Texts = {
  en: {
    title: 'Nothing was changed: something in the form is missing or wrong',
    paragraphs: [
      'It needs your name (at most 60 characters); a comment has at most 500. A silence ends at a time that lies ahead, within a year.',
    ],
  },
  zh: {
    title: '未作任何修改：表单内容缺失或有误',
    paragraphs: ['请填写姓名（最多 60 个字符），备注最多 500 个字符。静默的结束时间须晚于当前时间，且在一年之内。'],
  },
};

export const HELD: Texts = {
  en: {
    title: 'Nothing was changed: a sweep is under way',
    paragraphs: ['A sweep holds the state until it has ended. Try again in a minute.'],
  },
  zh: { title: '未作任何修改：正在巡检', paragraphs: ['巡检结束前状态由巡检占用，请一分钟后重试。'] },
};

export const NO_SWEEP_YET: Texts = {
  en: { title: 'Nothing was changed: no sweep has saved its state yet', paragraphs: ['There is no cause to change.'] },
  zh: { title: '未作任何修改：尚无巡检保存过状态', paragraphs: ['目前没有可以修改的故障。'] },
};

export const NOT_KNOWN: Texts = {
  en: {
    title: 'The state could not be changed',
    paragraphs: [
      'Open the cause to see whether it was, and try again if not. The log of this function says what went wrong.',
    ],
  },
  zh: { title: '状态修改失败', paragraphs: ['请打开该故障确认修改是否生效，若未生效请重试。原因见本函数的日志。'] },
};
