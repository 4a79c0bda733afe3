import { invalidParameter, missing } from './api-error.ts';
import type { TaskTexts } from './task.ts';

const MAX_FILES = 30;
const PROTOCOLS = ['rtmp', 'srt', 'http-flv', 'hls', 'rtsp', 'flv'];

/** @throws ApiError InvalidParameter when it is not one of the three */
export function checkSourceType(text: string): TaskTexts['sourceType'] {
  if (text === 'live' || text === 'vod' || text === 'url') return text;
  throw invalidParameter('SourceType must be live, vod or url');
}

/** Needed for live sources and without meaning for files. The union of what older and newer docs list. */
export function checkSourceProtocol(type: TaskTexts['sourceType'], protocol: string | undefined): string | undefined {
  if (type !== 'live') return undefined;
  if (protocol === undefined) throw missing('SourceProtocol');
  if (PROTOCOLS.includes(protocol.toLowerCase())) return protocol;
  throw invalidParameter(`SourceProtocol must be one of ${PROTOCOLS.join(', ')}`);
}

/** Exactly one URL for live; up to 30 files, which for vod are media ids. */
export function checkSourceUrls(type: TaskTexts['sourceType'], urls: readonly string[]): readonly string[] {
  const most = type === 'live' ? 1 : MAX_FILES;
  if (urls.length > most) throw invalidParameter(`SourceUrls holds more than ${most} for ${type}`);
  const schemes = type === 'live' ? /^(rtmp|srt|https?|rtsp):\/\/[^/]/i : /^https?:\/\/[^/]/i;
  if (type === 'vod' || urls.every((url) => schemes.test(url))) return urls;
  throw invalidParameter('SourceUrls has an item that is not a URL of an allowed protocol');
}

/** @throws ApiError InvalidParameter unless it is an rtmp URL */
export function checkDstUrl(url: string): string {
  if (/^rtmp:\/\/[^/]/i.test(url)) return url;
  throw invalidParameter('DstUrl must be an rtmp URL');
}
