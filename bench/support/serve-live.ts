import { startLiveStandIn } from '../../infra/local/live/server.ts';

const { url } = await startLiveStandIn(JSON.parse(process.argv[2] ?? '{}'));
process.send?.(url);
