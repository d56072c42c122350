import { sweepLogLines, type FleetNames } from '@fleet/fleet-contract';
import type { Happening } from '@fleet/fleet-console-api';
import { parseJson, reasonWords, UsageError } from '@fleet/fleet-operations';
import * as z from 'zod';
import { decisionLine } from './decision-line';

/** What only logs know. */
export type LoggedHappening = Exclude<Happening, 'joined' | 'warned'>;

interface LoggedLine {
  /** Absent where what asked gave none that is admitted. */
  readonly serial?: string | undefined;
  readonly why: string;
}

/** Where something is logged, and how it is read. */
interface Logged {
  readonly functions: readonly string[];
  readonly filterPattern: string;
  readonly words: string;
  /** @returns nothing for a line that says something else */
  readonly read: (message: string) => LoggedLine | undefined;
}

/** @throws UsageError where it is not said what was refused */
export function loggedOf(names: FleetNames, happened: LoggedHappening, refusal: string | undefined): Logged {
  const { cutOff, blockEnforced, deviceFailed, choreFailed } = sweepLogLines;
  switch (happened) {
    case 'cut-off':
      return ofSweeps(names, [cutOff, blockEnforced], 'cut off by the sweep');
    case 'failed':
      return ofSweeps(names, [deviceFailed, choreFailed], 'failed in the sweep');
    case 'refused':
      return refusals(names, refusal);
  }
}

/** As the monitor and its workers write it of single devices. */
const sweepLine = z.object({
  msg: z.string(),
  thingName: z.string(),
  because: z.string().optional(),
  reason: z.string().optional(),
});

function ofSweeps(
  { rotationMonitor, rotationWorker }: FleetNames,
  lines: readonly string[],
  words: string,
): Logged {
  return {
    functions: [rotationMonitor, rotationWorker],
    // Terms with a question mark are alternatives (CloudWatch Logs user guide, filter pattern syntax).
    filterPattern: lines.map((line) => `?"${line}"`).join(' '),
    words,
    read: (message) => {
      const { data } = sweepLine.safeParse(parseJson(message));
      return data !== undefined && lines.includes(data.msg)
        ? { serial: data.thingName, why: whyOf(data) }
        : undefined;
    },
  };
}

const becauseWords: Readonly<Record<string, string>> = {
  'grace-has-passed': 'Its days of grace had passed.',
  'offline-for-too-long': 'It was away for longer than the fleet allows.',
  'unheard-for-too-long':
    'It came again and again for longer than the fleet allows, and never stayed for a warning.',
};

function whyOf({ msg, because, reason }: z.infer<typeof sweepLine>): string {
  if (because !== undefined) {
    return becauseWords[because] ?? because;
  }
  return reason === undefined ? msg : `${msg}: ${reason}`;
}

function refusals(names: FleetNames, refusal: string | undefined): Logged {
  const [source = '', reason = ''] = refusal?.split(':') ?? [];
  const functions: Readonly<Record<string, string>> = {
    provision: names.provisionHook,
    rotation: names.rotationHook,
    proof: names.proofHandler,
  };
  const name = functions[source];
  if (name === undefined) {
    throw new UsageError('Say what was refused and why, as refusal=rotation:not-due.');
  }
  return {
    functions: [name],
    filterPattern: `"refused" "${reason}"`,
    words: `refused for ${reason}`,
    read: (message) => {
      const { data } = decisionLine.safeParse(parseJson(message));
      return data?.decision === 'refused' && data.reason === reason
        ? { serial: data.serial, why: reasonWords(reason) }
        : undefined;
    },
  };
}
