import { isProgramFault } from '@fleet/program-faults';
import type { Agent } from '../../agent';
import { serveControl } from '../../control/control-server';
import { alertTrigger } from '../../rotation/alert-trigger';
import { dueTrigger } from '../../rotation/due-trigger';
import { RotationSchedule } from '../../rotation/rotation-schedule';
import { RetryPolicy } from '../../provisioning/retry-policy';
import { runAgent } from '../../session/run-agent';
import { reportMessages } from '../../session/incoming-messages';
import { inputLines } from '../../session/input-lines';
import { Outbox } from '../../session/outbox';
import { SessionDesk } from '../../session/session-desk';
import type { CommandContext } from '../command-context';
import { workplaceSettingsOf, type RunOptions } from '../options';
import { StoppedError } from '../stop-signals';
import { enterDeviceFolder, openWorkplace } from '../workplace';

/** Keeps the device connected until a signal stops it, which is the normal end. */
export async function runCommand(options: RunOptions, context: CommandContext): Promise<void> {
  const { output, directory, signal } = context;
  const settings = workplaceSettingsOf(options);
  const device = enterDeviceFolder(directory, output, options.voucher);
  const takeMessage = reportMessages(
    (event) => output.event(event),
    () => output.full,
  );
  const { agent, lock } = await openWorkplace(device, settings, output, takeMessage);
  try {
    const schedule = new RotationSchedule(agent.timing, options.rotationSpread * 1000);
    const desk = new SessionDesk(schedule, agent.keyOrigin);
    serveControl(lock, desk.handlers);
    const outbox = new Outbox(agent);
    if (options.stdin) {
      void publishInput(agent, outbox, process.stdin, signal);
    }
    await runAgent(
      agent,
      {
        triggers: [alertTrigger, dueTrigger],
        schedule,
        rotationRetries: RetryPolicy.of(agent),
        onCarrier: (carrier) => {
          desk.carries(carrier);
          outbox.carries(carrier);
        },
      },
      signal,
    );
  } catch (error) {
    if (!(error instanceof StoppedError)) {
      throw error;
    }
    output.event({ event: 'stopped' });
  } finally {
    if (options.stdin) {
      // Left open it would keep the process alive.
      process.stdin.destroy();
    }
    await lock.release();
  }
}

/** The agent is of use without its input too: a fault there is reported, and ends only the publishing. */
async function publishInput(
  agent: Agent,
  outbox: Outbox,
  input: NodeJS.ReadableStream,
  signal: AbortSignal,
): Promise<void> {
  try {
    await outbox.publishAll(inputLines(input), signal);
  } catch (error) {
    if (isProgramFault(error)) {
      throw error;
    }
    if (!signal.aborted) {
      const reason = error instanceof Error ? error.message : String(error);
      agent.report({ event: 'warning', message: `The agent has stopped publishing its input: ${reason}` });
    }
  }
}
