/** What a command's end means to the script that called it. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  usage: 2,
  refused: 3,
  unreachable: 4,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeHelp = `
Exit codes:
  0  done
  1  unexpected failure, or some of many failed
  2  wrong usage, or the fleet's configuration or your AWS settings are wrong
  3  refused, or not found: the message says which, and what to do; also if lines of a list were refused
  4  AWS or local-cloud cannot be reached, or is overloaded; run the command again
`;
