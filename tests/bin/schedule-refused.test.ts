import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFile, freshFolder, useRunFolder } from './command-line.ts';
import { relaywatchHere as relaywatch } from './in-process.ts';

useRunFolder();

const configOf = (section: string) => `live: { regions: [cn-shanghai] }
alerts: [{ type: console }]
deploy:
  ${section}
`;
const fc = (schedule: string) =>
  configOf(
    `fc: { version: 3, region: cn-shanghai, accountId: "123456789", role: "acs:ram::123456789:role/r", schedule: "${schedule}" }`,
  );
const aws = (schedule: string) => configOf(`aws: { region: us-east-1, schedule: "${schedule}" }`);

async function bundle(): Promise<string> {
  const folder = await freshFolder();
  await mkdir(join(folder, 'built'));
  await writeFile(join(folder, 'built/index.js'), 'exports.handler = async () => "swept";');
  return join(folder, 'built/index.js');
}

describe('a schedule with which the function would stand there without its timer', () => {
  it.each([
    ['fc', '@every 0m', 'this one never comes'],
    ['fc', '@every 5x', '@every takes hours and minutes, such as 90m or 1h30m'],
    ['fc', '@every 30s', '@every takes hours and minutes, such as 90m or 1h30m'],
    ['fc', '@every 0.5m', 'a minute is the shortest interval'],
    ['fc', '0 61 * * * *', 'this one never comes'],
    ['fc', '* * * * *', 'these are 5 fields'],
    ['fc', 'CRON_TZ=Asia/Shanghai * * * * *', 'these are 5 fields'],
    ['fc', '0 0 8 * * ? 2026', 'these are 7 fields'],
    ['fc', '@hourly', 'this is one field'],
    ['fc', 'rate(5 minutes)', 'rate() and cron() are for AWS'],
    ['fc', 'CRON_TZ=Asia/Shangai 0 * * * * *', 'did you mean Asia/Shanghai?'],
    ['aws', '@every 5m', '@every and CRON_TZ are for Function Compute'],
    ['aws', 'cron(0/5 * * * *)', 'these are 5 fields'],
    ['aws', 'cron(0 8 * * * *)', 'one of day of month and day of week has to be ?'],
    ['aws', 'cron(0 61 * * ? *)', 'this one never comes'],
  ])('is refused before it is deployed: %s, %s', async (cloud, schedule, sentence) => {
    const config = await configFile(cloud === 'fc' ? fc(schedule) : aws(schedule));
    const built = ['--bundle', await bundle()];
    const commands = [
      ['check', '--offline'],
      ['package', '--out', join(await freshFolder(), 'x.zip'), ...built],
      ...(cloud === 'fc' ? [['deploy', 'plan', ...built]] : []),
    ];
    for (const args of commands) {
      const { code, stdout, stderr } = await relaywatch([...args, '--config', config]);
      expect([args[0], code, stdout]).toEqual([args[0], 2, '']);
      expect(stderr).toContain(`deploy.${cloud}.schedule: found "${schedule}", expected `);
      expect(stderr).toMatch(/ \(line 4\)\n$/);
      expect(stderr).toContain(`; ${sentence} (line 4)`);
    }
  });
});
