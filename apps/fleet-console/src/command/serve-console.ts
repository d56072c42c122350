import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { counted, UsageError } from '@fleet/fleet-operations';
import { addConsoleApi } from '../api/console-api';
import { consoleApp } from '../console-app';
import { OneTimeTokens } from '../security/one-time-tokens';
import { randomSecret } from '../security/random-secret';
import { Sessions } from '../security/sessions';
import { consoleContext } from './console-context';
import { openConsole } from './open-console';
import type { ConsoleOptions } from './options';
import { newLinkWords, printLinks, type Terminal } from './terminal-links';

/** The console listens here, and nowhere else. */
const loopback = '127.0.0.1';

/** Serves the console until somebody ends it; an act that is under way then comes to its end first. */
export async function serveConsole(
  options: ConsoleOptions,
  terminal: Terminal,
  ended: Promise<unknown>,
): Promise<void> {
  const { cloud, local, page } = await openConsole(options);
  try {
    const context = consoleContext(options, cloud, local);
    const nowMillis = () => performance.now();
    const tokens = new OneTimeTokens(randomSecret, nowMillis);
    const at = { port: 0 };
    const app = consoleApp({
      page,
      tokens,
      failureOf: context.failureOf,
      port: () => at.port,
      newLink: newLinkWords(terminal),
      sessions: new Sessions(randomSecret, nowMillis),
      addApi: (api) => addConsoleApi(api, context),
    });
    const server = createAdaptorServer({ fetch: app.fetch, hostname: loopback });
    at.port = await listen(server, options.port);
    const { config, place } = cloud.fleet;
    terminal.print(`The console of the fleet ${config.resourceTag}, ${place}:`);
    const endLinks = printLinks(terminal, () => `http://${loopback}:${at.port}/#${tokens.issue()}`);
    await ended;
    endLinks();
    server.close();
    if (context.desk.busy > 0) {
      terminal.print(`Waiting for ${counted(context.desk.busy, 'act')} under way; Ctrl-C ends it at once.`);
      await context.desk.whenIdle();
    }
    if ('closeAllConnections' in server) {
      server.closeAllConnections();
    }
  } finally {
    cloud.close();
  }
}

type AnyServer = ReturnType<typeof createAdaptorServer>;

/** @returns the port. @throws the error of the operating system, where it is taken */
async function listen(server: AnyServer, port: number): Promise<number> {
  server.listen(port, loopback);
  await once(server, 'listening').catch((error: unknown) => {
    throw isTaken(error)
      ? new UsageError(`Port ${port} is taken: give another with --port, or 0 for any that is free.`)
      : error;
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server listens at no port');
  }
  return address.port;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
