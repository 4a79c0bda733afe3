import { grouped } from '../../../base/grouped.ts';
import type { Facts } from '../facts.ts';
import type { StepKey } from '../steps.ts';

export const STEPS: Readonly<Record<StepKey, (facts: Facts) => string>> = {
  'check-source': ({ source }) => `检查源流是否正常${source === '' ? '' : `（${source}）`}。`,
  'check-destination': ({ destination }) =>
    `检查目标推流地址${destination === '' ? '' : ` ${destination} `}能否接收推流，推流密钥是否仍然有效。`,
  'gave-up': () => '直播服务不会再自动重试。',
  'see-console': () => '在直播控制台查看任务状态。',
  'still-retries': () => '直播服务仍在重试，确认不会自行恢复后再重启。',
  'ask-who-stopped': () => '先确认是否有人主动停止。',
  'check-schedule': () => '在直播控制台核对任务的开始和结束时间。',
  'check-stability': () => '任务时断时续，先检查源站和目标的带宽与稳定性。',
  'find-expected': () => '确认任务是否被删除、改名或没有创建；如果不再需要，请修改配置中的 expect:。',
  'stop-others': () => '确定应由哪个任务推流，停止其余任务。',
  'extend-end': () => '如需继续，请现在延长结束时间。',
  'check-permission': () => '检查 RAM 用户或角色是否有 live:DescribeLivePullToPushList 权限。',
  'check-network': () => '检查 relaywatch 到直播服务的网络，以及直播服务自身的状态。',
  'check-channel': () => '检查 relaywatch.yml 中该渠道的地址和密钥，以及机器人在对方平台的状态。',
  'try-channel': () => '然后测试：',
  'check-account': () => '该账号的任务停止时可能无人收到告警。请查看原因：',
  'check-state': () => '按上文所述排除故障，然后确认是否恢复：',
  'restart-one': () => '然后重启任务：',
  'restart-each': ({ affected }) => `然后逐个重启这 ${grouped(affected)} 个任务，例如：`,
};
