import { resolve } from 'node:path';
import { serveControl } from '../../control/control-server';
import { alertTrigger } from '../../rotation/alert-trigger';
import { dueTrigger } from '../../rotation/due-trigger';
import { RotationSchedule } from '../../rotation/rotation-schedule';
import { RetryPolicy } from '../../provisioning/retry-policy';
import type { Agent } from '../../agent';
import type { Device } from '../../device/device';
import type { EndpointOpener } from '../../local-endpoint/endpoint-opener';
import type { ListenOptions } from '../../local-endpoint/endpoint-settings';
import type { LocalEndpoint } from '../../local-endpoint/local-endpoint';
import { Dispatcher } from '../../session/dispatcher';
import { runAgent } from '../../session/run-agent';
import { reportMessages } from '../../session/incoming-messages';
import { LeftMessages } from '../../session/left-messages';
import { Outbox } from '../../session/outbox';
import { publishInput } from '../../session/publish-input';
import { SessionDesk } from '../../session/session-desk';
import { tellSystemd } from '../../service/systemd-notification';
import { abortedAfter } from '../../timing/abort';
import { commandOf } from '../carry-out';
import type { CommandContext } from '../command-context';
import { runOptions, workplaceSettingsOf, type RunOptions } from '../given-options';
import { StoppedError } from '../stop-signals';
import { enterDeviceFolder, openWorkplace } from '../workplace';

/** Keeps the device connected until a signal stops it, which is the normal end. */
export const runCommand = commandOf({ options: runOptions, eventLines: true, work: run });

async function run(options: RunOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const settings = workplaceSettingsOf(options);
  const passwords = options.listenPasswords === undefined ? undefined : resolve(options.listenPasswords);
  const device = await enterDeviceFolder(context, options.voucher);
  const openEndpoint = await endpointFor(device, { address: options.listen, passwords });
  let endpoint: LocalEndpoint | undefined;
  const left = new LeftMessages({
    events: output,
    report: (event) => output.event(event),
  });
  const reportMessage = reportMessages(
    (event) => output.event(event),
    () => output.full,
  );
  const takeMessage: Agent['takeMessage'] = (thingName, topic, payload, qos, over) => {
    const taken = reportMessage(thingName, topic, payload, qos, over);
    if (taken) {
      endpoint?.deliver({ topic, payload, qos, retain: false });
    } else {
      left.left(over);
    }
    return taken;
  };
  const { agent, lock } = await openWorkplace(
    device,
    { ...settings, freshSession: openEndpoint !== undefined },
    output,
    takeMessage,
  );
  const warn = (message: string): void => output.event({ event: 'warning', message });
  let stopTelling: (() => Promise<void>) | undefined;
  try {
    const schedule = new RotationSchedule(agent.timing, options.rotationSpread * 1000);
    const desk = new SessionDesk(schedule, agent.keyOrigin);
    serveControl(lock, desk.handlers);
    const sender = new Dispatcher(agent, () => schedule.isNear);
    const outbox = new Outbox(agent, output, sender);
    endpoint = await openEndpoint?.(agent, sender, signal);
    stopTelling = tellSystemd({ environment: process.env, warn });
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
          sender.carries(carrier);
          left.carries(carrier);
          endpoint?.carries(carrier);
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
    void stopTelling?.();
    if (options.stdin) {
      // Left open it would keep the process alive.
      process.stdin.destroy();
    }
    await endpoint?.close();
    await lock.release();
  }
}

/** What programs of the device need is loaded only where they may connect. */
async function endpointFor(device: Device, options: ListenOptions): Promise<EndpointOpener | undefined> {
  if (options.address === undefined && device.listen?.address === undefined) {
    return undefined;
  }
  const { endpointOpener } = await import('../../local-endpoint/endpoint-opener');
  return endpointOpener(device, options);
}
