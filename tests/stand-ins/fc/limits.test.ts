import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { crc64 } from '../../../stand-ins/crc64.ts';
import { checkFunction, checkNewFunction, packageBytes } from '../../../stand-ins/fc/function-settings.ts';
import { timerSettings, timerSettingsText } from '../../../stand-ins/fc/trigger-settings.ts';
import { aFunction, aTimer, packageOf } from './fc-clients.ts';

describe('a function', () => {
  it.each<[string, Record<string, unknown>]>([
    ['the least memory', { memorySize: 128 }],
    ['the most memory', { memorySize: 32_768 }],
    ['the longest timeout', { timeout: 86_400 }],
    ['4 KB of environment', { environmentVariables: { A: 'x'.repeat(4_095) } }],
    ['names of AWS', { environmentVariables: { AWS_ACCESS_KEY_ID: 'x' } }],
  ])('may have %s', (_, body) => {
    expect(() => checkFunction(body)).not.toThrow();
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['too little memory', { memorySize: 64 }, /memorySize/],
    ['too much memory', { memorySize: 32_832 }, /memorySize/],
    ['memory between two steps', { memorySize: 200 }, /multiple of 64/],
    ['memory as a text', { memorySize: '256' }, /memorySize/],
    ['no time at all', { timeout: 0 }, /timeout/],
    ['more than a day', { timeout: 86_401 }, /timeout/],
    ['more than 4 KB of environment', { environmentVariables: { A: 'x'.repeat(4_096) } }, /4097 bytes/],
    ['the reserved prefix', { environmentVariables: { FC_A: 'x' } }, /FC_/],
    ['a variable that begins with a digit', { environmentVariables: { '1A': 'x' } }, /begin with a letter/],
    ['a variable that is no text', { environmentVariables: { A: 1 } }, /must be a string/],
    ['an unknown runtime', { runtime: 'nodejs22' }, /unsupported/],
    ['a handler without export', { handler: 'index' }, /file\.export/],
  ])('cannot have %s', (_, body, why) => {
    expect(() => checkFunction(body)).toThrow(why);
  });

  it.each(['functionName', 'runtime', 'handler', 'code'])('needs %s', (field) => {
    expect(() => checkNewFunction(aFunction({ [field]: undefined }))).toThrow(`${field} is required`);
  });
});

describe('a code package', () => {
  it('is a zip in base64', () => {
    const zipFile = packageOf('1');
    expect(packageBytes({ code: { zipFile } })?.toString('base64')).toBe(zipFile);
    expect(packageBytes({})).toBeNull();
  });

  it.each([
    ['text that is not base64', '***', /base64/],
    ['something else than a zip', Buffer.from('no zip').toString('base64'), /zip/],
    ['files outside of its folder', packageOf('1', '../index.js'), /zip/],
    ['more than 100 MB', 'A'.repeat(100 * 1024 * 1024 + 4), /more than/],
  ])('is refused with %s', (_, zipFile, why) => {
    expect(() => packageBytes({ code: { zipFile } })).toThrow(why);
  });

  it('is refused when it is said to be in OSS', () => {
    expect(() => packageBytes({ code: { ossBucketName: 'b', ossObjectName: 'o' } })).toThrow(/no OSS/);
  });

  it('has the CRC-64 of ECMA-182 as checksum', () => {
    expect(crc64(Buffer.from('123456789'))).toBe(String(0x995dc9bbdf1939fan));
    expect(crc64(zipSync({}))).not.toBe(crc64(zipSync({ a: new Uint8Array() })));
  });
});

describe('the configuration of a timer', () => {
  it('is the same as an object and as a text', () => {
    expect(timerSettings(aTimer())).toEqual(aTimer());
    expect(timerSettingsText(JSON.stringify(aTimer()))).toEqual(aTimer());
  });

  it.each<[string, unknown, RegExp]>([
    ['as a text where an object belongs', JSON.stringify(aTimer()), /object/],
    ['with a payload that is no text', aTimer({ payload: {} }), /string/],
    ['with a payload of more than 128 KB', aTimer({ payload: 'x'.repeat(131_073) }), /131072/],
    ['that is enabled by a text', aTimer({ enable: 'yes' }), /boolean/],
    ['without a schedule', aTimer({ cronExpression: undefined }), /cronExpression/],
  ])('is refused %s', (_, config, why) => {
    expect(() => timerSettings(config)).toThrow(why);
  });
});
