import fc from 'fast-check';
import mustache from 'mustache';
import { wordsOf } from '../../../lib/alerts/words.ts';
import { checkDocument } from '../../../lib/config/check-document.ts';
import { ConfigError } from '../../../lib/config/problems.ts';
import { hostileNames, hostileTexts, INHERITED } from '../hostile.ts';
import { mutatedText } from '../mutated.ts';
import { type FuzzTarget, must } from '../target.ts';
import { inOutage } from './outage.ts';

interface Input {
  readonly title: string;
  readonly body: string;
  /** Which message. */
  readonly at: number;
}

const NAMES = ['title', 'lines', 'examples', 'steps', 'scope', 'scope.value', 'notification.examples', 'regions', '.'];
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 4, arbitrary: fc.constantFrom(...INHERITED) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...INHERITED)).map((both) => both.join('.')),
  },
  { weight: 1, arbitrary: hostileNames },
);
/** Tags in tags, as deep as somebody may write them. */
const { template } = fc.letrec<{ template: string; piece: string }>((tie) => ({
  template: fc.array(tie('piece'), { maxLength: 4 }).map((pieces) => pieces.join('')),
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 2, arbitrary: fc.oneof(hostileTexts, fc.constantFrom('x', 'toString', 'polluted')) },
    { weight: 3, arbitrary: name.map((one) => `{{${one}}}`) },
    { weight: 1, arbitrary: name.map((one) => `{{{${one}}}}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('{{=<% %>=}}', '{{> partial}}', '{{! comment }}', '{{&title}}', '{{=| |=}}'),
    },
    { weight: 4, arbitrary: fc.tuple(name, tie('template')).map(([one, inner]) => `{{#${one}}}${inner}{{/${one}}}`) },
    { weight: 1, arbitrary: fc.tuple(name, tie('template')).map(([one, inner]) => `{{^${one}}}${inner}{{/${one}}}`) },
  ),
}));

/** Templates of messages, over messages that are real. */
export async function open(): Promise<FuzzTarget<Input>> {
  const { heard } = await inOutage();
  const texts = fc.oneof({ weight: 4, arbitrary: template }, { weight: 1, arbitrary: mutatedText(template) });
  return {
    inputs: fc.record({ title: texts, body: texts, at: fc.nat({ max: heard.length - 1 }) }),
    run: ({ title, body, at }) => {
      // the library keeps every template that it ever read; a configuration has a handful
      mustache.clearCache();
      if (![title, body].every(isAccepted)) return;
      const notification = heard[at]?.notification;
      must(notification !== undefined, 'nobody was told anything');
      const words = wordsOf(notification, { language: at % 2 === 0 ? 'en' : 'zh', templates: { title, body } });
      must(words.title.length <= 150 && !words.title.includes('\n'), 'a title is one line of 150 characters');
      must(words.title !== '' && words.body !== '', 'it says nothing');
      const before = JSON.stringify(heard[at]?.notification);
      must(before === JSON.stringify(notification), 'a template changes the message');
    },
  };
}

/** Whether a configuration may have it. */
function isAccepted(title: string): boolean {
  const alerts = [{ type: 'webhook', url: 'https://hooks.example.com/', templates: { title } }];
  try {
    checkDocument({ live: { regions: ['cn-shanghai'] }, alerts }, {}, 'relaywatch.yml');
    return true;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return false;
  }
}
