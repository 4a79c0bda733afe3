/** What messages are called, by their kinds. */
export const MESSAGE_KINDS: Readonly<Record<string, string>> = {
  open: '故障',
  growth: '扩大',
  reminder: '提醒',
  flapping: '反复中断',
  update: '更新',
  resolved: '恢复',
  summary: '汇总',
  'mute-ended': '静默结束',
  'channel-broken': '渠道不可用',
  'state-broken': '状态无法保存',
  report: '报告',
};
