import { serveControl } from '../../control/control-server';
import { alertTrigger } from '../../rotation/alert-trigger';
import { dueTrigger } from '../../rotation/due-trigger';
import { RotationSchedule } from '../../rotation/rotation-schedule';
import { RetryPolicy } from '../../provisioning/retry-policy';
import { runAgent } from '../../session/run-agent';
import { reportMessages } from '../../session/incoming-messages';
import { Outbox } from '../../session/outbox';
import { publishInput } from '../../session/publish-input';
import { SessionDesk } from '../../session/session-desk';
import { feedWatchdog } from '../../service/watchdog';
import { abortedAfter } from '../../timing/abort';
import type { CommandContext } from '../command-context';
import { workplaceSettingsOf, type RunOptions } from '../options';
import { StoppedError } from '../stop-signals';
import { enterDeviceFolder, openWorkplace } from '../workplace';

/** Keeps the device connected until a signal stops it, which is the normal end. */
export async function runCommand(options: RunOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const settings = workplaceSettingsOf(options);
  const device = enterDeviceFolder(context, options.voucher);
  const takeMessage = reportMessages(
    (event) => output.event(event),
    () => output.full,
  );
  const { agent, lock } = await openWorkplace(device, settings, output, takeMessage);
  const warn = (message: string): void => output.event({ event: 'warning', message });
  const leaveWatchdog = feedWatchdog({ environment: process.env, warn });
  try {
    const schedule = new RotationSchedule(agent.timing, options.rotationSpread * 1000);
    const desk = new SessionDesk(schedule, agent.keyOrigin);
    serveControl(lock, desk.handlers);
    const outbox = new Outbox(agent, output);
    const over = options.stdin
      ? abortedAfter(signal, publishInput(agent, outbox, process.stdin, signal))
      : signal;
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
      over,
    );
  } catch (error) {
    if (!(error instanceof StoppedError)) {
      throw error;
    }
    output.event({ event: 'stopped' });
  } finally {
    leaveWatchdog();
    if (options.stdin) {
      // Left open it would keep the process alive.
      process.stdin.destroy();
    }
    await lock.release();
  }
}
