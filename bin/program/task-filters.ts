import type { Command } from 'commander';
import { TASK_STATUSES } from '../../lib/monitor/relay-task.ts';
import { regionIds, wordsOf } from './values.ts';

/** The options by which relay tasks are chosen. */
export function withTaskFilters(command: Command): Command {
  return command
    .option('--region <ids>', 'one or more, separated by commas (default: those of the configuration)', regionIds)
    .option('--task-id <text>', 'part of a task id')
    .option('--name <text>', 'part of a task name, or a pattern with * and ? of the whole')
    .option('--source <pattern>', 'source host')
    .option('--destination <pattern>', 'destination host')
    .option('--dst-url <text>', 'part of a destination URL')
    .option('--status <names>', `${TASK_STATUSES.join(', ')}, separated by commas`, wordsOf(TASK_STATUSES));
}
