import { spawn } from 'node:child_process';

export interface WatchdogSurroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly warn: (message: string) => void;
}

/** On a busy machine one may not have ended when the next begins; those that hang are not to pile up. */
const mostAtOnce = 3;

/**
 * Tells systemd that the process is ready, and feeds its watchdog for as long as the process does its work
 * [sd_watchdog_enabled(3)]. By way of `systemd-notify`, as Node.js has no datagram sockets of Unix. Each message says
 * both: where systemd is older than 246, it may miss one whose sender has ended already.
 *
 * @returns what ends that; resolves when `systemd-notify` does not run any more
 */
export function feedWatchdog({ environment, warn }: WatchdogSurroundings): () => Promise<void> {
  const { WATCHDOG_USEC: micros, WATCHDOG_PID: pid, NOTIFY_SOCKET: socket } = environment;
  const millis = Number(micros) / 1000;
  const isMeant = pid === undefined || pid === String(process.pid);
  if (!(millis > 0) || socket === undefined || !isMeant) {
    return () => Promise.resolve();
  }
  let warned = false;
  const say = (error: Error): void => {
    if (!warned) {
      warned = true;
      warn(`systemd's watchdog is not fed, and will end the agent: ${error.message}`);
    }
  };
  const underWay = new Set<Promise<void>>();
  const feed = (): void => {
    if (underWay.size < mostAtOnce) {
      const notified = notify(environment, say).finally(() => underWay.delete(notified));
      underWay.add(notified);
    }
  };
  feed();
  const timer = setInterval(feed, millis / 2);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await Promise.all(underWay);
  };
}

function notify(environment: NodeJS.ProcessEnv, say: (error: Error) => void): Promise<void> {
  return new Promise((resolve) => {
    spawn('systemd-notify', ['READY=1', 'WATCHDOG=1'], { stdio: 'ignore', env: environment })
      .on('error', (error) => {
        say(error);
        resolve();
      })
      .on('close', () => resolve());
  });
}
