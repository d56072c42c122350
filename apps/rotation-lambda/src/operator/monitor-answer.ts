import * as z from 'zod/mini';

const counts = z.catchall(z.object({ failures: z.record(z.string(), z.number()) }), z.unknown());

/** The monitor's answer to an invocation, parsed because it came over the network. */
export const monitorAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), today: z.string(), seconds: z.number(), counts }),
  z.object({ outcome: z.literal('continues'), today: z.string(), at: z.string(), counts }),
  z.object({ outcome: z.literal('busy') }),
  z.object({ outcome: z.literal('over') }),
]);

export type AnsweredSweep = z.infer<typeof monitorAnswer>;

/** For people: one sentence, and a line for each count that is not nothing. */
export function inWords(answer: AnsweredSweep): string {
  switch (answer.outcome) {
    case 'busy':
      return 'Another sweep is running. This call has done nothing.';
    case 'over':
      return 'This sweep has already ended. This call has done nothing.';
    case 'continues':
      return [
        `The sweep for ${answer.today} continues in the cloud at ${answer.at}. So far:`,
        ...lines(answer.counts),
      ].join('\n');
    case 'done':
      return [`The sweep for ${answer.today} is done, in ${answer.seconds} s.`, ...lines(answer.counts)].join(
        '\n',
      );
  }
}

function lines({ failures, ...numbers }: z.infer<typeof counts>): readonly string[] {
  const shown = Object.entries(numbers).filter(([, count]) => count !== 0);
  const found =
    shown.length === 0
      ? ['  nothing was due']
      : shown.map(([name, count]) => `  ${label(name)}: ${String(count)}`);
  return [...found, ...Object.entries(failures).map(([reason, count]) => `    ${reason}: ${count}`)];
}

/** `firstWarnings` is `first warnings` to a person. */
function label(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
