import { describe, expect, it } from 'vitest';
import { deploySettings } from '../../../infra/deploy/settings.ts';
import { type Identity, stepsToNothing } from '../../../infra/fc/destroy-plan.ts';
import type { Found } from '../../../infra/fc/look.ts';
import {
  againOf,
  codeSha256,
  deploymentId,
  descriptionOf,
  isOurs,
  markOf,
  ownerText,
  withoutAgain,
} from '../../../infra/fc/ownership.ts';
import { fcTarget } from '../../../infra/fc/target.ts';

const FC = { version: 3, region: 'cn-shanghai', accountId: '123456789012', role: 'acs:ram::123456789012:role/watch' };
const SHA = 'a1'.repeat(32);
const settingsOf = (parts: object) => deploySettings({ fc: { ...FC, ...parts } }, '').fc as never;

describe('the mark of a deployment', () => {
  it.each<[object, string]>([
    [{}, 'relaywatch'],
    [{ function: 'watch' }, 'watch'],
    [{ service: 'other' }, 'relaywatch'],
    [{ version: 2 }, 'relaywatch/relaywatch'],
    [{ version: 2, service: 'other', function: 'watch' }, 'other/watch'],
  ])('names the resources of %j', (parts, id) => {
    expect(deploymentId(settingsOf(parts))).toBe(id);
  });

  it.each<[string, string, boolean]>([
    ['managed by relaywatch (watch)', 'watch', true],
    [`managed by relaywatch (watch), code sha256 ${SHA}`, 'watch', true],
    ['managed by relaywatch (watch), again', 'watch', true],
    ['managed by relaywatch (watch-2)', 'watch', false],
    ['managed by relaywatch (watch', 'watch', false],
    [' managed by relaywatch (watch)', 'watch', false],
    ['copied from managed by relaywatch (watch)', 'watch', false],
    ['', 'watch', false],
  ])('%j is of %s: %s', (description, id, ours) => {
    expect(isOurs({ description }, id)).toBe(ours);
  });

  it('has the sha256 of the code, where there is code', () => {
    expect(descriptionOf('watch')).toBe(markOf('watch'));
    expect(codeSha256(descriptionOf('watch', SHA))).toBe(SHA);
    expect(codeSha256(descriptionOf('watch'))).toBeNull();
    expect(codeSha256(`${descriptionOf('watch', SHA)}0`)).toBeNull();
    expect(codeSha256(descriptionOf('watch', SHA.toUpperCase()))).toBeNull();
  });

  it('may be made again, and is the same mark without that', () => {
    const once = descriptionOf('watch', SHA);
    expect(withoutAgain(againOf(once))).toBe(once);
    expect(withoutAgain(once)).toBe(once);
    expect(againOf(once)).not.toBe(once);
  });

  it.each([
    ['managed by relaywatch (other/watch), code sha256 x', 'it belongs to the deployment other/watch'],
    ['made by hand', 'its description has no mark of relaywatch'],
    ['', 'its description has no mark of relaywatch'],
  ])('tells whose %j is', (description, owner) => {
    expect(ownerText(description)).toBe(owner);
  });
});

describe('the target of a deployment', () => {
  it('is what the section says', () => {
    expect(fcTarget({ fc: FC, alarms: { topics: ['not looked at'] } }, 'a.yml')).toMatchObject(FC);
  });

  it.each<[unknown, string]>([
    [undefined, 'deploy.fc: found nothing, expected a section with version, region, accountId and role'],
    [{ aws: { region: 'us-east-1' } }, 'deploy.fc: found nothing, expected a section'],
    ['fc', 'deploy.fc: found nothing, expected a section'],
    [
      { fc: { ...FC, accountId: '999999' } },
      'deploy.fc.role: found a role of account 123456789012, expected a role of account 999999',
    ],
  ])('is told when it is none: %#', (deploy, problem) => {
    expect(() => fcTarget(deploy, 'a.yml')).toThrow(`a.yml cannot be used:\n  ${problem}`);
  });
});

describe('taking everything away', () => {
  const ID = 'watch';
  const OURS = { description: markOf(ID) };
  const FOREIGN = { description: 'made by hand' };
  const identity: Identity = { id: ID, names: { service: 'service', function: ID, trigger: 'timer' } };
  const trigger = (name: string, mark = OURS) => ({ name, ...mark, type: 'timer', qualifier: 'live' });
  const version = (id: string, mark = OURS) => ({ id, ...mark });
  const alias = (name: string, versionId: string, mark = OURS) => ({ name, ...mark, versionId, weights: {} });
  const found = (parts: object): Found =>
    ({
      service: null,
      functionNames: [ID],
      function: { fields: OURS, codeChecksum: '' },
      triggers: [trigger('timer')],
      versions: [version('2'), version('1')],
      aliases: [alias('live', '2')],
      newest: null,
      async: null,
      instanceCap: null,
      ...parts,
    }) as unknown as Found;
  const planned = (parts: object) => {
    const { steps, kept } = stepsToNothing(identity, found(parts));
    return { steps: steps.map(({ kind, name }) => `${kind} ${name}`), kept };
  };

  it('begins with the timer and ends with the function', () => {
    expect(planned({ async: {}, instanceCap: 1 })).toEqual({
      steps: [
        'trigger timer',
        'async config watch',
        'instance cap watch',
        'alias live',
        'version 2',
        'version 1',
        'function watch',
      ],
      kept: [],
    });
  });

  it('ends with the service where there is one', () => {
    expect(planned({ service: OURS }).steps.at(-1)).toBe('service service');
  });

  it.each<[string, object]>([
    ['nothing is there', { function: null }],
    ['the function is of another', { function: { fields: FOREIGN, codeChecksum: '' } }],
    ['the service and the function are of others', { service: FOREIGN, function: null }],
  ])('is nothing where %s', (_, parts) => {
    expect(planned(parts)).toEqual({ steps: [], kept: [] });
  });

  it.each<[string, object, string[], string]>([
    [
      'a trigger',
      { triggers: [trigger('timer'), trigger('own', FOREIGN)] },
      ['trigger timer', 'alias live', 'version 2', 'version 1'],
      'function watch stays, with trigger own, which this deployment did not make',
    ],
    [
      'an alias and the version that it calls',
      { aliases: [alias('live', '2'), alias('own', '1', FOREIGN)] },
      ['trigger timer', 'alias live', 'version 2'],
      'function watch stays, with alias own, which this deployment did not make',
    ],
    [
      'a version',
      { versions: [version('2'), version('1', FOREIGN)] },
      ['trigger timer', 'alias live', 'version 2'],
      'function watch stays, with version 1, which this deployment did not make',
    ],
    [
      'a function in the service',
      { service: OURS, functionNames: [ID, 'other'] },
      ['trigger timer', 'alias live', 'version 2', 'version 1', 'function watch'],
      'service service stays, with function other, which this deployment did not make',
    ],
    [
      'a function of our name in the service',
      { service: OURS, function: { fields: FOREIGN, codeChecksum: '' } },
      ['trigger timer', 'alias live', 'version 2', 'version 1'],
      'service service stays, with function watch, which this deployment did not make',
    ],
  ])('leaves what others made: %s', (_, parts, steps, kept) => {
    expect(planned(parts)).toEqual({ steps, kept: [kept] });
  });
});
