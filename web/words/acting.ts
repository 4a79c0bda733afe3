/** The words of what on-call can do about a cause. */
export interface ActingWords {
  readonly title: string;
  readonly who: string;
  readonly comment: string;
  readonly acknowledge: string;
  readonly acknowledgeMeans: string;
  readonly alsoIn: (channels: string) => string;
  readonly undo: string;
  readonly silence: string;
  readonly silenceMeans: (matches: string) => string;
  readonly silenceFor: string;
  readonly oneHour: string;
  readonly fourHours: string;
  readonly untilTime: string;
  readonly untilUtc: string;
  readonly endSilence: (name: string) => string;
  readonly acknowledged: string;
  readonly by: (name: string) => string;
  readonly silenced: string;
}

export const en: ActingWords = {
  title: 'Acknowledge or silence',
  who: 'Your name',
  comment: 'Comment (optional)',
  acknowledge: 'Acknowledge',
  acknowledgeMeans: 'No more reminders, until it grows, spreads or gets worse. Its end is told.',
  alsoIn: (channels) => `Acknowledge it there, too: ${channels} keeps an acknowledgement of its own.`,
  undo: 'Take the acknowledgement back',
  silence: 'Silence',
  silenceMeans: (matches) => `No messages at all about what matches ${matches}. Numbers go on.`,
  silenceFor: 'For how long',
  oneHour: '1 hour',
  fourHours: '4 hours',
  untilTime: 'until a time',
  untilUtc: 'Until (UTC)',
  endSilence: (name) => `End the silence ${name}`,
  acknowledged: 'Acknowledged',
  by: (name) => `by ${name} at`,
  silenced: 'Silenced',
};

export const zh: ActingWords = {
  title: '确认或静默',
  who: '您的姓名',
  comment: '备注（选填）',
  acknowledge: '确认故障',
  acknowledgeMeans: '确认后不再重复提醒，除非影响扩大、蔓延或加重；恢复时仍会通知。',
  alsoIn: (channels) => `${channels} 有独立的确认状态，请在那里另行确认。`,
  undo: '撤销确认',
  silence: '静默',
  silenceMeans: (matches) => `符合“${matches}”的故障一律不发消息，指标不受影响。`,
  silenceFor: '静默时长',
  oneHour: '1 小时',
  fourHours: '4 小时',
  untilTime: '直到指定时间',
  untilUtc: '结束时间（UTC）',
  endSilence: (name) => `结束静默 ${name}`,
  acknowledged: '已确认',
  by: (name) => `${name} 于`,
  silenced: '已静默',
};
