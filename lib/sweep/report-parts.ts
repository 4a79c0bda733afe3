/** What makes a report, in a module of its own: it is loaded when one is due, and what no sweep uses is not opened. */

export { reportOf } from '../answers/report.ts';
export { figuresOf } from '../answers/report-figures.ts';
export { standingAt } from '../answers/standing.ts';
