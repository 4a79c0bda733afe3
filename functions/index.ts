/** What the sweep's bundle exports: `index.handler` for the timer. The status page is a bundle of its own. */
export { handler } from './sweep.ts';
