import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreError, openStore } from '@fleet/emulator-store';
import { removeEndpoints, writeEndpoints } from '@fleet/running-cloud';
import type { Endpoints } from '@fleet/running-cloud';
import { authorityOf, startApiServer } from './api-server';
import { Closers } from './closers';
import { mqttHostOf } from './cloud';
import { DataDirectoryError } from './cloud-errors';
import type { Cloud } from './cloud-interface';
import { cloudLog } from './cloud-log';
import type { CloudOptions } from './cloud-options';
import type { Life, LifeGround } from './life';
import { Lives } from './lives';
import { runningCloud } from './running-cloud';
import { completeOptions } from './start-options';
import type { StartOptions } from './start-options';

/**
 * Starts a cloud, and answers when everything listens.
 * @throws CloudOptionError
 * @throws DataDirectoryError
 * @throws the error of `listen`, with its `code`, for a port that cannot be had
 */
export async function startCloud(start: StartOptions): Promise<Cloud> {
  const closers = new Closers();
  try {
    const dataDirectory = start.dataDirectory ?? temporaryDirectory(closers);
    return await serve(completeOptions(start, dataDirectory), start, closers);
  } catch (error) {
    await closers.close();
    throw error instanceof StoreError ? new DataDirectoryError(error.message, { cause: error }) : error;
  }
}

function temporaryDirectory(closers: Closers): string {
  const directory = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  closers.add({ close: () => rmSync(directory, { recursive: true, force: true }) });
  return directory;
}

async function serve(options: CloudOptions, start: StartOptions, closers: Closers): Promise<Cloud> {
  const { dataDirectory, host } = options;
  const ephemeral = start.ephemeral === true;
  const store = closers.add(openStore(ephemeral ? ':memory:' : join(dataDirectory, 'cloud.db')));
  let { port } = options;
  const ground: LifeGround = {
    options,
    log: cloudLog(start.log),
    store,
    administrationToken: randomBytes(32).toString('base64url'),
    url: () => `http://${authorityOf(host, port)}`,
  };
  const lives = closers.add(new Lives(ground, ephemeral ? store : undefined));
  await lives.begin();
  const server = closers.add(await startApiServer(options, lives.gate.listener));
  ({ port } = server);
  // Closed before the APIs are: stacks, schedules and pollers need them, and who waits for messages holds them up.
  closers.add({ close: () => lives.current.quieten({ abruptly: ephemeral }) });
  lives.current.start();
  const endpoints = endpointsOf(ground, lives.current);
  await writeEndpoints(dataDirectory, endpoints);
  closers.add({ close: () => removeEndpoints(dataDirectory) });
  return runningCloud(endpoints, { lives, closers, ephemeral, dataDirectory });
}

function endpointsOf({ options, url, administrationToken }: LifeGround, life: Life): Endpoints {
  return {
    aws: url(),
    mqtt: { host: mqttHostOf(options), port: life.mqttPort },
    rootCa: life.rootCaFile,
    credentials: life.credentials,
    administrationToken,
    accountId: options.accountId,
    region: options.region,
    pid: process.pid,
  };
}
