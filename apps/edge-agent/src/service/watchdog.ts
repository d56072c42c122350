import { spawn } from 'node:child_process';

export interface WatchdogSurroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly warn: (message: string) => void;
}

/**
 * Feeds the watchdog of systemd for as long as the process does its work, if there is one [sd_watchdog_enabled(3)]. By
 * way of `systemd-notify`, as Node.js has no datagram sockets of Unix.
 *
 * @returns what ends that
 */
export function feedWatchdog({ environment, warn }: WatchdogSurroundings): () => void {
  const { WATCHDOG_USEC: micros, WATCHDOG_PID: pid, NOTIFY_SOCKET: socket } = environment;
  const millis = Number(micros) / 1000;
  const isMeant = pid === undefined || pid === String(process.pid);
  if (!(millis > 0) || socket === undefined || !isMeant) {
    return () => undefined;
  }
  let warned = false;
  const feed = (): void => {
    spawn('systemd-notify', ['WATCHDOG=1'], { stdio: 'ignore', env: environment }).on('error', (error) => {
      if (!warned) {
        warned = true;
        warn(`systemd's watchdog is not fed, and will end the agent: ${error.message}`);
      }
    });
  };
  feed();
  const timer = setInterval(feed, millis / 2);
  timer.unref();
  return () => clearInterval(timer);
}
