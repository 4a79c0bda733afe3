import { describe, expect, it } from 'vitest';
import { BUCKET, call, oss } from './oss-call.ts';

const list = async (query: Record<string, string>) => {
  const answer = await call({ query: { 'list-type': '2', ...query } });
  const all = (name: string) =>
    [...answer.text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text]) => text);
  const prefixes = [...answer.text.matchAll(/<CommonPrefixes><Prefix>([^<]*)<\/Prefix><\/CommonPrefixes>/g)];
  return { ...answer, all, prefixes: prefixes.map(([, text]) => text), keys: all('Key') };
};

describe('listing a bucket of the stand-in of OSS', () => {
  it('tells the time of the last change in whole seconds, written as clients read it', async () => {
    oss.plant(BUCKET, 'a', 'x');
    expect((await list({})).all('LastModified')).toEqual(['2026-03-01T08:00:00.000Z']);
  });

  it('puts keys together that are the same up to the delimiter', async () => {
    for (const key of ['a', 'b/1', 'b/2', 'b/c/3', 'd/4', 'e']) oss.plant(BUCKET, key, 'x');
    expect(await list({ delimiter: '/' })).toMatchObject({ keys: ['a', 'e'], prefixes: ['b/', 'd/'] });
    const inside = await list({ delimiter: '/', prefix: 'b/' });
    expect(inside).toMatchObject({ keys: ['b/1', 'b/2'], prefixes: ['b/c/'] });
    expect(inside.all('KeyCount')).toEqual(['3']);
    expect(inside.all('Delimiter')).toEqual(['/']);
    expect(await list({ delimiter: '//' })).toMatchObject({ prefixes: [] });
  });

  it('counts what it put together as one, page by page', async () => {
    for (const key of ['a/1', 'a/2', 'b', 'c/1', 'c/2', 'd']) oss.plant(BUCKET, key, 'x');
    const pages: string[][] = [];
    let token: string | undefined = '';
    while (token !== undefined) {
      const from: Record<string, string> = token === '' ? {} : { 'continuation-token': token };
      const page = await list({ delimiter: '/', 'max-keys': '1', ...from });
      pages.push([...page.prefixes, ...page.keys].map(String));
      token = page.all('NextContinuationToken')[0];
    }
    expect(pages).toEqual([['a/'], ['b'], ['c/'], ['d']]);
  });

  it('takes an empty parameter for one that is not given, as oss2 sends them', async () => {
    oss.plant(BUCKET, 'a', 'x');
    const names = [
      'prefix',
      'delimiter',
      'max-keys',
      'start-after',
      'continuation-token',
      'encoding-type',
      'fetch-owner',
    ];
    const answer = await list(Object.fromEntries(names.map((name) => [name, ''])));
    expect(answer).toMatchObject({ status: 200, keys: ['a'] });
  });

  it('tells owners when they are asked for', async () => {
    oss.plant(BUCKET, 'a', 'x');
    expect((await list({})).text).not.toContain('<Owner>');
    expect((await list({ 'fetch-owner': 'false' })).text).not.toContain('<Owner>');
    expect((await list({ 'fetch-owner': 'true' })).text).toContain('<Owner><ID>');
  });

  it.each([
    ['fetch-owner', 'yes'],
    ['encoding-type', 'base64'],
    ['continuation-token', 'not one of ours'],
    ['max-keys', '0'],
    ['max-keys', 'many'],
  ])('refuses %s=%s', async (name, value) => {
    expect(await list({ [name]: value })).toMatchObject({ status: 400, code: 'InvalidArgument' });
  });
});
