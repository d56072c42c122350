import { isProgramFault } from '@fleet/program-faults';
import type { Socket } from 'node:net';
import type { FolderLock } from '../identity/folder-lock';
import {
  controlRequest,
  type AgentStatus,
  type ControlAnswer,
  type ControlRequest,
} from './control-messages';
import { ControlError } from './control-client';
import { readLine } from './line';

/**
 * What a running agent does for the commands, where it can within the time that the command has, and until the command has
 * gone. A rejection is the answer "no", with its message; only a fault of the program is none, and ends the agent.
 */
export type ControlHandlers = Readonly<
  Record<ControlRequest['command'], (withinMillis?: number, gone?: AbortSignal) => Promise<AgentStatus>>
>;

/** Serves the commands that find the identity folder taken. */
export function serveControl(lock: FolderLock, handlers: ControlHandlers): void {
  lock.serve((caller) => {
    void serve(caller, handlers);
  });
}

async function serve(caller: Socket, handlers: ControlHandlers): Promise<void> {
  const answer = await answerTo(caller, handlers);
  // Also right for one who only knocked to see whether somebody is here: it is gone, and the end goes nowhere.
  caller.end(`${JSON.stringify(answer)}\n`);
}

async function answerTo(caller: Socket, handlers: ControlHandlers): Promise<ControlAnswer> {
  const gone = new AbortController();
  caller.on('close', () => gone.abort(new Error('The command has gone.')));
  try {
    const { command, withinSeconds = 0 } = parseRequest(await readLine(caller));
    return { ok: true, status: await handlers[command](withinSeconds * 1_000, gone.signal) };
  } catch (error) {
    if (isProgramFault(error)) {
      throw error;
    }
    return {
      ok: false,
      error: error instanceof Error ? error.message : String(error),
      refused: error instanceof ControlError && error.refused,
    };
  }
}

function parseRequest(line: string): ControlRequest {
  try {
    return controlRequest.parse(JSON.parse(line));
  } catch (error) {
    throw new ControlError(
      "The running agent does not know this command. Restart it with the command's version.",
      { cause: error },
    );
  }
}
