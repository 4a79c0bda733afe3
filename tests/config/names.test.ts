// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these references are what is tested

import { describe, expect, it } from 'vitest';
import { configOf, placesIn, problemsIn } from './a-document.ts';

const HOOK = { type: 'webhook', url: 'https://hooks.example.com/x' };
const named = (name: string) => ({ ...HOOK, name });
const routesTo = (...channels: unknown[]) => ({ routes: [{ channels }] });

describe('the name of a channel', () => {
  it.each<[string, object[], string[]]>([
    ['is its type where it has none', [HOOK, { type: 'console' }], []],
    ['is needed for a second one of a type', [HOOK, HOOK], ['alerts[1].name']],
    ['is needed for each further one', [HOOK, HOOK, HOOK], ['alerts[1].name', 'alerts[2].name']],
    ['is no type that another is called by', [HOOK, { type: 'console', name: 'webhook' }], ['alerts[1].name']],
    ['is no type that a later one is called by', [{ type: 'console', name: 'webhook' }, HOOK], ['alerts[1].name']],
    ['may be a type that no other is called by', [{ type: 'console', name: 'webhook' }, named('a')], []],
    ['is another one in another case', [named('on-call'), named('On-Call')], []],
    ['is the same with blanks around it', [named('on-call'), named(' on-call\n')], ['alerts[1].name']],
    ['is the same in another encoding', [named('Caf\u00e9'), named('Cafe\u0301')], ['alerts[1].name']],
    ['may be that of a thing of the language', [named('constructor'), named('__proto__'), named('toString')], []],
    ['may be long and in any script', [named('值班 🚀'), named('"<script>'), named('a'.repeat(10_000))], []],
  ])('%s', (_, alerts, places) => {
    expect(placesIn({ alerts })).toEqual(places);
  });

  it('is compared although another channel has a mistake', () => {
    expect(placesIn({ alerts: [named('a'), { ...named('a'), url: 'x' }, { type: 'webhok' }] })).toEqual([
      'alerts[1].url',
      'alerts[2].type',
      'alerts[1].name',
    ]);
  });
});

describe('a route', () => {
  const alerts = [named('on-call'), named('值班'), { type: 'console' }];

  it.each<[unknown[], string[]]>([
    [['on-call'], []],
    [['on-call', '值班', 'console'], []],
    [[' on-call '], []],
    [['On-call'], ['routes[0].channels[0]']],
    [['webhook'], ['routes[0].channels[0]']],
    [
      ['console', 'nobody', 'constructor'],
      ['routes[0].channels[1]', 'routes[0].channels[2]'],
    ],
    [[''], ['routes[0].channels[0]']],
    [[1], ['routes[0].channels[0]']],
    [[], ['routes[0].channels']],
  ])('leads to channels that are there: %j', (channels, places) => {
    expect(placesIn({ alerts, ...routesTo(...channels) })).toEqual(places);
  });

  it('says which channel was probably meant', () => {
    expect(problemsIn({ alerts, ...routesTo('oncal') })[0]).toMatch(/; did you mean on-call\?$/);
    expect(problemsIn({ alerts, ...routesTo('pager') })[0]).toMatch(/ is called by its type\)$/);
  });

  it('leads nowhere where there are no channels', () => {
    expect(placesIn(routesTo('console'))).toEqual(['routes[0].channels[0]']);
    expect(placesIn({ alerts: [], ...routesTo('console') })).toEqual(['routes[0].channels[0]']);
  });

  it('is not judged where a channel has no name yet, since that may be the one', () => {
    const unnamed = [{ type: 'console', name: '${ABSENT}' }];
    expect(placesIn({ alerts: unnamed, ...routesTo('nobody') })).toEqual(['alerts[0].name']);
    expect(placesIn({ alerts: ['console'], ...routesTo('nobody') })).toEqual(['alerts[0]']);
  });

  it('is found by what the environment gives', () => {
    const document = { alerts: [{ type: 'console', name: '${TEAM}' }], ...routesTo('${TEAM}') };
    expect(placesIn(document, { TEAM: '值班' })).toEqual([]);
    expect(configOf(document, { TEAM: '值班' }).routes).toEqual([{ channels: ['值班'] }]);
  });
});
