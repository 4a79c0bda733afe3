/** The handlers of the bundle: `index.handler` for the timer, `index.status` for HTTP. */
export { status } from './status.ts';
export { handler } from './sweep.ts';
