import type { BrowserContextOptions } from 'playwright-core';

/** A picture of the status page, and what has to be seen in it. */
export interface Shot {
  /** Of the file in docs/pictures, without its ending. */
  readonly name: string;
  /** `CAUSE` stands for the key of the outage. */
  readonly path: string;
  readonly options: BrowserContextOptions;
  /** Selectors, each with a text that at least one visible element has. */
  readonly shows: readonly (readonly [selector: string, text: string])[];
}

const DESK = { viewport: { width: 1_000, height: 760 } };
const PHONE = { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true };
const DARK = { colorScheme: 'dark' } as const;

export const SHOTS: readonly Shot[] = [
  {
    name: 'now',
    path: '/',
    options: DESK,
    shows: [
      ['h1', '2 open causes'],
      ['.health', 'Last sweep'],
      ['article h3', 'from source-3.example.com stopped'],
      ['article .facts', 'pagerduty'],
      ['article ol.steps', 'Check that the source stream is live'],
    ],
  },
  {
    name: 'now-phone',
    path: '/',
    options: { ...PHONE, ...DARK },
    shows: [
      ['h1', '2 open causes'],
      ['article h3', 'from source-3.example.com stopped'],
    ],
  },
  {
    name: 'cause',
    path: '/cause/CAUSE',
    options: DESK,
    shows: [
      ['article pre code', 'aliyun live RestartLivePullToPush'],
      ['article ol.timeline', 'affected'],
      ['article table.members tbody tr', 'source-3.example.com'],
    ],
  },
  {
    name: 'history',
    path: '/history',
    options: DESK,
    shows: [
      ['.lanes .lane', 'push-2.example.com: stopped, PushStreamFailed'],
      ['table.causes tbody tr', 'source-3.example.com'],
    ],
  },
  {
    name: 'now-chinese',
    path: '/',
    options: { ...PHONE, locale: 'zh-CN' },
    shows: [
      ['h1', '个故障未恢复'],
      ['article h3', 'source-3.example.com'],
    ],
  },
];
