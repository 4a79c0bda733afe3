/** The exports of the sweep's bundle: `index.handler` for the timer. The status page is a separate bundle. */
export { handler } from './sweep.ts';
