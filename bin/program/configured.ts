import type { Command, CommandOptions } from 'commander';

/** A command that works with the configuration of one account, where there are several. */
export function ofAccount(parent: Command, name: string, description: string, options?: CommandOptions): Command {
  return configured(parent, name, description, options).option('--account <name>', 'one of those under accounts');
}

/** A command that works with a configuration. */
export function configured(parent: Command, name: string, description: string, options?: CommandOptions): Command {
  return parent
    .command(name, options)
    .description(description)
    .option('-c, --config <file>', 'configuration (default: $RELAYWATCH_CONFIG, else relaywatch.yml)');
}

export const YES_FLAG = ['-y, --yes', 'do not ask'] as const;

/** What commands print for programs. */
export const JSON_OBJECT_FLAG = ['--json', 'print one JSON object'] as const;
export const JSON_ARRAY_FLAG = ['--json', 'print one JSON array'] as const;
/** Of commands that say what they do while they do it. */
export const JSON_MEANWHILE_FLAG = ['--json', 'print one JSON object; what is done meanwhile goes to stderr'] as const;
