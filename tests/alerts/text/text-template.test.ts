import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderBody } from '../../../lib/alerts/text/body.ts';
import { composeText, type TextTemplates } from '../../../lib/alerts/text/compose.ts';
import { renderTemplate } from '../../../lib/alerts/text/template.ts';
import { clipBytes, clipChars, mostThatPass } from '../../../lib/base/cut.ts';
import { visible } from '../../../lib/base/visible.ts';
import { aCause, anyNotification, aRelay } from '../channel-contract.ts';

const plain = (text: string) => text;
const bodyWith = (templates: TextTemplates, ...overrides: Parameters<typeof aCause>) => {
  const notification = aCause(...overrides);
  return renderBody(composeText(notification, 'en', templates), notification, 'en', templates);
};

describe('a template', () => {
  it('replaces the title, with the fields of the notification', () => {
    const templates = { title: '{{kind}} {{affected}}/{{total}} {{scope.value}} {{#regions}}[{{.}}]{{/regions}}' };
    expect(composeText(aCause(), 'en', templates).title).toBe(
      'open 62/62 rtmp://push-3.example.com [cn-beijing][cn-shanghai]',
    );
  });

  it.each([
    '{{#__proto__}}{{#__defineGetter__}}polluted{{/__defineGetter__}}{{/__proto__}}',
    '{{#scope.__proto__}}{{#__defineGetter__}}polluted{{/__defineGetter__}}{{/scope.__proto__}}',
    '{{#examples.__proto__.__proto__}}{{#__defineGetter__}}polluted{{/__defineGetter__}}{{/examples.__proto__.__proto__}}',
    '{{#title.__proto__.__proto__}}{{#__defineGetter__}}polluted{{/__defineGetter__}}{{/title.__proto__.__proto__}}',
  ])('reaches nothing that all objects share: %s', (body) => {
    composeText(aCause(), 'en', { title: body });
    bodyWith({ body });
    const reached = 'polluted' in {};
    Reflect.deleteProperty(Object.prototype, 'polluted');
    expect(reached).toBe(false);
  });

  it('may wrap the default title, and a test stays marked once', () => {
    expect(composeText(aCause({ test: true }), 'en', { title: 'PROD {{title}}' }).title).toMatch(/^\[TEST\] PROD 62/);
    expect(composeText(aCause({ test: true }), 'en', { title: '{{title}} PROD' }).title).toMatch(/^\[TEST\] 62.+PROD$/);
    expect(composeText(aCause({ test: true }), 'en', { title: 'x' }).title).toBe('[TEST] x');
  });

  it('replaces the body: composed examples by their plain name, the relays below notification', () => {
    const body = '{{#examples}}* {{.}}\n{{/examples}}{{#notification.examples}}{{taskId}} {{/notification.examples}}';
    expect(bodyWith({ body })).toBe(
      [
        '* evening news (task-1), cn-shanghai: rtmp://source-3.example.com -> rtmp://push-3.example.com',
        '* task-2, cn-shanghai: rtmp://source-3.example.com -> rtmp://push-3.example.com',
        'task-1 task-2',
      ].join('\n'),
    );
  });

  it('is not HTML', () => {
    expect(bodyWith({ body: `{{note}} & "{{scope.value}}"` }, { note: '<b>' })).toContain(
      '<b> & "rtmp://push-3.example.com"',
    );
  });

  it.each([
    ['an open section', '{{#open'],
    ['a section that is not closed', '{{#kind}}'],
    ['an end without a start', '{{/kind}}'],
    ['nothing', ' \n '],
    ['only names that are not known', '{{absent}}'],
  ])('of %s leaves the default text and says so', (_, broken) => {
    const withTitle = composeText(aCause(), 'en', { title: broken });
    expect(withTitle.title).toBe(composeText(aCause(), 'en').title);
    expect(withTitle.lines[0]).toMatch(/^The title template was not used: .+\.$/);
    expect(bodyWith({ body: broken })).toMatch(/The body template was not used: .+\n- Since .+aliyun live/s);
    expect(composeText(aCause(), 'zh', { title: broken }).lines[0]).toMatch(/^标题模板未生效：/);
  });

  it('never fails, whatever it is made of', () => {
    const parts = fc.constantFrom(
      '{{',
      '}}',
      '{{{',
      '}}}',
      '#',
      '/',
      '^',
      '>',
      '&',
      '=',
      '!',
      'kind',
      '.',
      'constructor',
      ' ',
      '\n',
    );
    const template = fc.array(parts, { maxLength: 12 }).map((all) => all.join(''));
    fc.assert(
      fc.property(template, anyNotification, (text, notification) => {
        const composed = composeText(notification, 'en', { title: text, body: text });
        expect(composed.title.trim()).not.toBe('');
        expect(renderBody(composed, notification, 'en', { body: text }).trim()).not.toBe('');
      }),
      { seed: 9, numRuns: 500, endOnFailure: true },
    );
  });

  it('lets nothing invisible through from names', () => {
    const body = '{{#notification.examples}}{{{name}}}{{/notification.examples}}';
    expect(bodyWith({ body }, { examples: [aRelay({ name: 'a\u202eb\nc\u0000' })] })).toBe('a?b?c?');
  });

  it('passes numbers and nulls on', () => {
    expect(renderTemplate('{{a}}{{b}}{{c}}!', { a: 1, b: null, c: true }, plain)).toEqual({ ok: true, text: '1true!' });
  });
});

describe('cutting', () => {
  it('keeps whole characters and shows that it cut', () => {
    expect(clipChars('直播🎬🎬', 5)).toBe('直播🎬…');
    expect(clipChars('abc', 3)).toBe('abc');
    expect(clipBytes('直播直播', 10)).toBe('直播…');
    expect(clipBytes('直播', 6)).toBe('直播');
  });

  it('never passes the limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 3, max: 60 }), (text, most) => {
        const clean = visible(text);
        expect(clipChars(clean, most).length).toBeLessThanOrEqual(most);
        expect(Buffer.byteLength(clipBytes(clean, most))).toBeLessThanOrEqual(most);
      }),
      { seed: 10, numRuns: 500, endOnFailure: true },
    );
  });

  it('finds the most that passes', () => {
    for (let most = 0; most <= 20; most += 1)
      for (let limit = 0; limit <= 25; limit += 1)
        expect(mostThatPass(most, (n) => n <= limit)).toBe(Math.min(most, limit));
  });
});
