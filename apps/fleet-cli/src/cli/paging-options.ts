import { Option, type Command } from 'commander';

export interface PagingFlags {
  readonly limit: string;
  readonly all?: boolean;
  readonly after?: string;
}

/** How every list is read page by page. @param cursor what `--after` takes, in angle brackets */
export function withPaging(command: Command, cursor: string): Command {
  return command
    .option('--limit <count>', 'how many; the output ends with the cursor of the next page', '50')
    .addOption(new Option('--all', 'list all').conflicts('limit'))
    .option(`--after ${cursor}`, 'continue after this cursor of an earlier list');
}
