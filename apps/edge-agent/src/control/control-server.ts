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

/** What a running agent does for the commands. A rejection is the answer "no", with its message. */
export type ControlHandlers = Readonly<Record<ControlRequest['command'], () => Promise<AgentStatus>>>;

/** Serves the commands that find the identity folder taken. */
export function serveControl(lock: FolderLock, handlers: ControlHandlers): void {
  lock.serve((caller) => {
    void answer(caller, handlers);
  });
}

async function answer(caller: Socket, handlers: ControlHandlers): Promise<void> {
  let reply: ControlAnswer;
  try {
    const { command } = controlRequest.parse(JSON.parse(await readLine(caller)));
    reply = { ok: true, status: await handlers[command]() };
  } catch (error) {
    reply = {
      ok: false,
      error: error instanceof Error ? error.message : String(error),
      refused: error instanceof ControlError && error.refused,
    };
  }
  // Also right for one who only knocked to see whether somebody is here: it is gone, and the end goes nowhere.
  caller.end(`${JSON.stringify(reply)}\n`);
}
