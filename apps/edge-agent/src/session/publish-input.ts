import type { Readable } from 'node:stream';
import { isProgramFault } from '@fleet/program-faults';
import type { Agent } from '../agent';
import { abortOf, toleratingAbortOf } from '../timing/abort';
import { inputLines } from './input-lines';
import type { Outbox } from './outbox';

/** So long an agent that is to end waits for what it has read to be acknowledged. */
const drainMillis = 5_000;

/**
 * Publishes the lines of the input until it ends, or until the agent is stopped: then what has been read is still
 * published, as long as the connection lasts and no longer than {@link drainMillis}. The agent is of use without its
 * input too: a fault there is reported, and ends only the publishing.
 *
 * @returns once every line is published or said to be dropped
 */
export async function publishInput(
  agent: Agent,
  outbox: Outbox,
  input: Readable,
  stop: AbortSignal,
): Promise<void> {
  const end = new AbortController();
  const { aborted, forget } = abortOf(stop);
  void aborted.then(() => endSoon(agent, outbox, end));
  try {
    await outbox.publishAll(inputLines(input, stop), end.signal);
  } catch (error) {
    if (isProgramFault(error)) {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    agent.report({ event: 'warning', message: `The agent has stopped publishing its input: ${reason}` });
  } finally {
    forget();
    end.abort();
  }
}

async function endSoon(agent: Agent, { connection, canTell }: Outbox, end: AbortController): Promise<void> {
  if (connection !== undefined && canTell) {
    connection.onClose(() => end.abort());
    await agent.timing.sleep(drainMillis, end.signal).catch(toleratingAbortOf(end.signal));
  }
  end.abort();
}
