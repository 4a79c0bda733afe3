import { describe, expect, it } from 'vitest';
import { configOf, placesIn, problemsIn } from './a-document.ts';

const placesOf = (channel: object) => placesIn({ alerts: [channel] });
const URL_OF_HOOK = 'https://hooks.example.com/x';
/** A secret of so many bytes. */
const whsec = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

describe('the secret of a webhook', () => {
  it.each<[string, string, boolean]>([
    ['the fewest bytes', whsec(24), true],
    ['a byte fewer', whsec(23), false],
    ['the most bytes', whsec(64), true],
    ['a byte more', whsec(65), false],
    ['padding of one', whsec(26), true],
    ['padding of two', whsec(25), true],
    ['no padding where some is due', whsec(25).replace(/=+$/, ''), false],
    ['two of them', `${whsec(24)} ${whsec(32)}`, true],
    ['two of them, with many blanks', ` ${whsec(24)}   ${whsec(32)} \n`, true],
    ['one right and one wrong', `${whsec(24)} ${whsec(23)}`, false],
    ['two without a blank', `${whsec(24)}${whsec(24)}`, false],
    ['the letters of URLs', `whsec_${'-_'.repeat(16)}`, false],
    ['no prefix', whsec(24).slice(6), false],
    ['another case', whsec(24).replace('whsec_', 'WHSEC_'), false],
    ['the prefix alone', 'whsec_', false],
  ])('has %s', (_, secret, isOne) => {
    expect(placesOf({ type: 'webhook', url: URL_OF_HOOK, secret })).toEqual(isOne ? [] : ['alerts[0].secret']);
  });
});

describe('the key of PagerDuty', () => {
  it.each<[string, boolean]>([
    ['R0123456789abcdefABCDEF012345678', true],
    ['a'.repeat(31), false],
    ['a'.repeat(33), false],
    [`${'a'.repeat(31)}-`, false],
    [`${'a'.repeat(31)}é`, false],
    [`  ${'a'.repeat(32)}\n`, true],
  ])('%j: %s', (routingKey, isOne) => {
    expect(placesOf({ type: 'pagerduty', routingKey })).toEqual(isOne ? [] : ['alerts[0].routingKey']);
  });
});

describe('the topic of SNS', () => {
  const arn = (name: string, region = 'us-east-1', partition = 'aws') =>
    `arn:${partition}:sns:${region}:123456789012:${name}`;

  it.each<[string, string, string[]]>([
    [arn('on-call'), 'us-east-1', []],
    [arn('on_call-2'), 'us-east-1', []],
    [arn('on-call.fifo'), 'us-east-1', []],
    [arn('a'.repeat(256)), 'us-east-1', []],
    [arn('on-call', 'cn-north-1', 'aws-cn'), 'cn-north-1', []],
    [arn('on-call', 'us-gov-west-1', 'aws-us-gov'), 'us-gov-west-1', []],
    [arn('on-call', 'us-east-1'), 'us-west-2', ['alerts[0].region']],
    [arn('a'.repeat(257)), 'us-east-1', ['alerts[0].topicArn']],
    [arn('on call'), 'us-east-1', ['alerts[0].topicArn']],
    [arn('on-call.other'), 'us-east-1', ['alerts[0].topicArn']],
    [arn(''), 'us-east-1', ['alerts[0].topicArn']],
    [arn('on-call').replace('123456789012', '12345678901'), 'us-east-1', ['alerts[0].topicArn']],
    [arn('on-call').replace('sns', 'sqs'), 'us-east-1', ['alerts[0].topicArn']],
    [`${arn('on-call')}:8a21d249-4329-4871-acc6-7be709c6ea7f`, 'us-east-1', ['alerts[0].topicArn']],
    ['on-call', 'us-east-1', ['alerts[0].topicArn']],
  ])('%s in %s', (topicArn, region, places) => {
    expect(placesOf({ type: 'sns', topicArn, region })).toEqual(places);
  });
});

describe('a phone number for DingTalk', () => {
  it.each<[unknown, boolean]>([
    ['13800000000', true],
    ['+86-13800000000', true],
    ['12345', true],
    ['1234', false],
    ['1'.repeat(20), true],
    ['1'.repeat(21), false],
    ['-13800000000', false],
    ['+', false],
    ['138 0000 0000', false],
    ['１３８００００００００', false],
    [13800000000, false],
  ])('%j: %s', (mobile, isOne) => {
    const channel = { type: 'dingtalk', url: URL_OF_HOOK, atMobiles: ['13800000001', mobile] };
    expect(placesOf(channel)).toEqual(isOne ? [] : ['alerts[0].atMobiles[1]']);
  });

  it('may be none', () => {
    expect(placesOf({ type: 'dingtalk', url: URL_OF_HOOK, atMobiles: [] })).toEqual([]);
  });
});

describe('templates', () => {
  it.each<[object, string[]]>([
    [{ title: '{{title}}' }, []],
    [{ body: '{{#tasks}}{{name}}\n{{/tasks}}' }, []],
    [{ title: 'no tags', body: '{{{raw}}} {{! a comment }}' }, []],
    [{ title: '{{nothing-of-the-kind}}' }, []],
    [{}, ['alerts[0].templates']],
    [{ title: '{{title' }, ['alerts[0].templates.title']],
    [{ title: '{{title}' }, ['alerts[0].templates.title']],
    [{ body: '{{#tasks}}' }, ['alerts[0].templates.body']],
    [{ body: '{{/tasks}}' }, ['alerts[0].templates.body']],
    [{ body: '{{#a}}{{#b}}{{/a}}{{/b}}' }, ['alerts[0].templates.body']],
    [{ title: '' }, ['alerts[0].templates.title']],
    [{ title: ' \n' }, ['alerts[0].templates.title']],
    [{ title: 1 }, ['alerts[0].templates.title']],
    [{ subject: 'x' }, ['alerts[0].templates.subject', 'alerts[0].templates']],
    [['{{title}}'], ['alerts[0].templates']],
  ])('are found to be wrong before the first message: %j', (templates, places) => {
    expect(placesOf({ type: 'console', templates })).toEqual(places);
  });

  it('have 5,000 characters at most, and a longer one is not even read', () => {
    const titled = (title: string) => placesOf({ type: 'console', templates: { title } });
    expect(titled('x'.repeat(5_000))).toEqual([]);
    expect(titled('x'.repeat(5_001))).toEqual(['alerts[0].templates.title']);
    expect(titled('{{#x'.padEnd(1_000_000, '\n'))).toEqual(['alerts[0].templates.title']);
  });
});

describe('the instances of Alertmanager', () => {
  const placesOfUrls = (urls: unknown) => placesOf({ type: 'alertmanager', urls });
  it.each<[unknown, string[]]>([
    [['http://alertmanager:9093'], []],
    [['http://a:9093', 'http://b:9093/prefix'], []],
    [['http://a:9093', 'http://a:9093'], ['alerts[0].urls']],
    [['http://a:9093', ' http://a:9093\n'], ['alerts[0].urls']],
    [[], ['alerts[0].urls']],
    ['http://a:9093', ['alerts[0].urls']],
    [['http://a:9093?x=1'], ['alerts[0].urls[0]']],
    [['http://a:9093', 'http://u:p@b:9093'], ['alerts[0].urls[1]']],
    [['http://a:9093', 'https://u:p@b:9093'], []],
  ])('%j', (urls, places) => {
    expect(placesOfUrls(urls)).toEqual(places);
  });
});

describe('what every channel may have', () => {
  const channels: object[] = [
    { type: 'console' },
    { type: 'webhook', url: URL_OF_HOOK },
    { type: 'pagerduty', routingKey: 'a'.repeat(32) },
    { type: 'slack', url: URL_OF_HOOK },
    { type: 'dingtalk', url: URL_OF_HOOK },
    { type: 'feishu', url: URL_OF_HOOK },
    { type: 'wecom', url: URL_OF_HOOK },
    { type: 'alertmanager', urls: ['http://a:9093'] },
    { type: 'sns', topicArn: 'arn:aws:sns:us-east-1:123456789012:a', region: 'us-east-1' },
  ];

  it.each(channels)('is a name, a language and templates: %j', (channel) => {
    const more = { name: '值班 🚀', language: 'zh', templates: { title: '{{title}}' } };
    expect(configOf({ alerts: [{ ...channel, ...more }] }).alerts).toEqual([{ ...channel, ...more }]);
    expect(placesOf({ ...channel, ...more, colour: 'red' })).toEqual(['alerts[0].colour']);
    expect(placesOf({ ...channel, language: 'de' })).toEqual(['alerts[0].language']);
    expect(placesOf({ ...channel, name: ' ' })).toEqual(['alerts[0].name']);
  });

  it('is not a key that another type has', () => {
    expect(problemsIn({ alerts: [{ type: 'slack', url: URL_OF_HOOK, secret: 'x' }] })).toEqual([
      'alerts[0].secret: found an unknown key, expected only the keys of the configuration reference (check the spelling and the indentation)',
    ]);
  });
});
