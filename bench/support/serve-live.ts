import { startLiveStandIn } from '../../stand-ins/live/server.ts';

const { url } = await startLiveStandIn(JSON.parse(process.argv[2] ?? '{}'));
process.send?.(url);
