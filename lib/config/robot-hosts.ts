import * as z from 'zod/mini';
import { url } from './fields.ts';

const HOSTS = {
  DingTalk: /(^|\.)dingtalk\.com$/,
  'Feishu or Lark': /(^|\.)(feishu\.cn|larksuite\.com|larkoffice\.com)$/,
  WeCom: /(^|\.)weixin\.qq\.com$/,
  Slack: /(^|\.)slack(-gov)?\.com$/,
} as const;

type Vendor = keyof typeof HOSTS;

/** The address of a chat robot. A host that belongs to no vendor may be one's own relay. */
export const robotUrl = (vendor: Vendor) =>
  url.check(
    z.refine((address) => [null, vendor].includes(ownerOf(address)), {
      error: ({ input }) => `the address of a ${vendor} robot; this host belongs to ${ownerOf(String(input))}`,
    }),
  );

function ownerOf(address: string): Vendor | null {
  if (!URL.canParse(address)) return null;
  const host = new URL(address).hostname.replace(/\.$/, '');
  const vendors = Object.keys(HOSTS) as Vendor[];
  return vendors.find((vendor) => HOSTS[vendor].test(host)) ?? null;
}
