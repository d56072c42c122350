import { createConnection } from 'node:net';
import { within } from '../timing/deadline';
import { controlAnswer, type AgentStatus, type ControlRequest } from './control-messages';
import { readLine } from './line';

/** The running agent could not do what it was asked to, or did not answer. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  /** Whether it was the cloud that said no. */
  readonly refused: boolean;

  constructor(message: string, { refused = false, cause }: { refused?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.refused = refused;
  }
}

/** How long, and for whom, an answer is waited for. */
export interface AnswerLimit {
  readonly millis: number;
  readonly signal: AbortSignal;
}

/**
 * Hands a command to the agent that listens at `socketPath`.
 *
 * @throws ControlError, DeadlineError, or the signal's reason
 */
export async function askRunningAgent(
  socketPath: string,
  command: ControlRequest['command'],
  limit: AnswerLimit,
): Promise<AgentStatus> {
  const socket = createConnection(socketPath);
  try {
    const line = readLine(socket);
    socket.write(
      `${JSON.stringify({ command, withinSeconds: limit.millis / 1_000 } satisfies ControlRequest)}\n`,
    );
    const what = 'The answer of the running agent';
    const answer = parseAnswer(await within(line, { what, millis: limit.millis }, limit.signal));
    if (!answer.ok) {
      throw new ControlError(answer.error, { refused: answer.refused });
    }
    return answer.status;
  } finally {
    socket.destroy();
  }
}

/**
 * Has the agent that listens at `socketPath` bring the device to an identity, and answers with that.
 *
 * @throws ControlError, DeadlineError, or the signal's reason
 */
export async function orderRunningAgent(
  socketPath: string,
  command: 'provision' | 'rotate',
  limit: AnswerLimit,
): Promise<{ thingName: string; certificateId: string }> {
  const { thingName, certificateId } = await askRunningAgent(socketPath, command, limit);
  if (thingName === undefined || certificateId === undefined) {
    throw new ControlError(
      'The running agent has done it, but does not say with which certificate. Run `agent status`.',
    );
  }
  return { thingName, certificateId };
}

function parseAnswer(line: string): ReturnType<typeof controlAnswer.parse> {
  try {
    return controlAnswer.parse(JSON.parse(line));
  } catch (error) {
    throw new ControlError(
      'The running agent sent an answer that this version does not know. Restart it with this version.',
      {
        cause: error,
      },
    );
  }
}
