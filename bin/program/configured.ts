import type { Command } from 'commander';

/** A command that works with a configuration. */
export function configured(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('-c, --config <file>', 'configuration (default: $RELAYWATCH_CONFIG, else relaywatch.yml)');
}

export const YES_FLAG = ['-y, --yes', 'do not ask'] as const;
