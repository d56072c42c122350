import { spawn } from 'node:child_process';

export interface ServiceSurroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly warn: (message: string) => void;
}

/** On a busy machine one may not have ended when the next begins; those that hang are not to pile up. */
const mostAtOnce = 3;

const repeatMillis = 30_000;

/**
 * Tells systemd that the process is ready, and feeds its watchdog, where there is one, for as long as the process does
 * its work [sd_notify(3), sd_watchdog_enabled(3)]. By way of `systemd-notify`, as Node.js has no datagram sockets of
 * Unix. Each message is repeated: where systemd is older than 246, it may miss one whose sender has ended already.
 *
 * @returns what ends that; resolves when `systemd-notify` does not run any more
 */
export function tellSystemd({ environment, warn }: ServiceSurroundings): () => Promise<void> {
  if (environment['NOTIFY_SOCKET'] === undefined) {
    return () => Promise.resolve();
  }
  const watchdog = watchdogMillis(environment);
  const words = watchdog === undefined ? ['READY=1'] : ['READY=1', 'WATCHDOG=1'];
  let warned = false;
  const say = (error: Error): void => {
    if (!warned) {
      warned = true;
      warn(
        `The start of the service will time out, or its watchdog will end the agent, as systemd cannot be told that the agent is ready: ${error.message}`,
      );
    }
  };
  const underWay = new Set<Promise<void>>();
  const tell = (): void => {
    if (underWay.size < mostAtOnce) {
      const notified = notify(words, environment, say).finally(() => underWay.delete(notified));
      underWay.add(notified);
    }
  };
  tell();
  const timer = setInterval(tell, watchdog === undefined ? repeatMillis : watchdog / 2);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await Promise.all(underWay);
  };
}

/** @returns how long it waits for a message; undefined where it is off, or for another process */
function watchdogMillis(environment: NodeJS.ProcessEnv): number | undefined {
  const { WATCHDOG_USEC: micros, WATCHDOG_PID: pid } = environment;
  const isMeant = pid === undefined || pid === String(process.pid);
  const millis = Number(micros) / 1000;
  return isMeant && millis > 0 ? millis : undefined;
}

function notify(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  say: (error: Error) => void,
): Promise<void> {
  return new Promise((resolve) => {
    spawn('systemd-notify', words, { stdio: 'ignore', env: environment })
      .on('error', (error) => {
        say(error);
        resolve();
      })
      .on('close', () => resolve());
  });
}
