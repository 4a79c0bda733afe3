import type { Language } from '../../lib/alerts/text/compose.ts';
import type { Notice } from '../../web/html.tsx';

/** What a page with a single statement says, in each language. */
export type Texts = Readonly<Record<Language, Pick<Notice, 'title' | 'paragraphs' | 'command'>>>;

export const NO_ACCESS: Texts = {
  en: {
    title: 'You need a link to see this page',
    paragraphs: [
      'Links hold for a while only, and so does the access that they give. Make a new one, or ask whoever runs relaywatch for one:',
    ],
    command: 'relaywatch status-link',
  },
  zh: {
    title: '需要访问链接才能查看本页',
    paragraphs: ['链接及其授予的访问都有期限。请重新生成一个，或向 relaywatch 的维护人员索取：'],
    command: 'relaywatch status-link',
  },
};

export const NOT_FOUND: Texts = {
  en: { title: 'There is no such page', paragraphs: ['What is open now is on the first page.'] },
  zh: { title: '没有这个页面', paragraphs: ['未恢复的故障请见首页。'] },
};

export const NO_STATE: Texts = {
  en: {
    title: 'The state cannot be read',
    paragraphs: ['What is open is not known here at the moment. The log of this function says why.'],
  },
  zh: { title: '无法读取状态', paragraphs: ['暂时无法得知当前的故障，原因见本函数的日志。'] },
};

export const NOTHING_KEPT: Texts = {
  en: {
    title: 'Nothing is kept between sweeps',
    paragraphs: ['The configuration has no state: section, and this page shows what is in the state.'],
  },
  zh: { title: '巡检之间没有保存任何数据', paragraphs: ['配置中没有 state: 部分，而本页显示的正是其中的内容。'] },
};
