import { loadPackaged } from '../lib/config/packaged.ts';

/** Whether the packaged configuration has several accounts. What cannot be read is told by whoever needs it. */
export async function packagedAccounts(): Promise<boolean> {
  return loadPackaged(process.env).then(
    ({ accounts }) => accounts !== null,
    () => false,
  );
}
