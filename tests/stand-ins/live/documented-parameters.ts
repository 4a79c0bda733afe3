const COMMON = ['OwnerId', 'Region', 'RegionId'];
const OF_ONE = [...COMMON, 'TaskId'];
const CHANGEABLE = [
  'AuthKey',
  'CallbackUrl',
  'EndTime',
  'FileIndex',
  'NotifyItemSwitch',
  'Offset',
  'RepeatNumber',
  'ReqAuth',
  'SourceUrls',
  'StartTime',
];

/** What each operation can be told. Source: ApsaraVideo Live API 2016-11-01, as its Python SDK has it. */
export const DOCUMENTED_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  DescribeLivePullToPushList: [...OF_ONE, 'DstUrl', 'PageNumber', 'PageSize', 'TaskName'],
  DescribeLivePullToPush: OF_ONE,
  CreateLivePullToPush: [
    ...COMMON,
    ...CHANGEABLE,
    'DstUrl',
    'RetryCount',
    'RetryInterval',
    'SourceProtocol',
    'SourceType',
    'TaskName',
  ],
  UpdateLivePullToPush: [...OF_ONE, ...CHANGEABLE],
  RestartLivePullToPush: OF_ONE,
  StopLivePullToPush: OF_ONE,
  DeleteLivePullToPush: OF_ONE,
};
