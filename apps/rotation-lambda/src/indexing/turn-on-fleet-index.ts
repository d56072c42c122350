import {
  DescribeIndexCommand,
  GetIndexingConfigurationCommand,
  ResourceNotFoundException,
  UpdateIndexingConfigurationCommand,
  type IndexStatus,
  type IoTClient,
} from '@aws-sdk/client-iot';
import type { Logger } from 'pino';
import { withFleetIndex } from './thing-indexing';

/** The account's one index of things. */
export const thingIndex = 'AWS_Things';

/** How often a new index is looked at, and how many milliseconds apart. */
const looks = { atMost: 12, apart: 5_000 } as const;

export interface AccountIndexing {
  iot: IoTClient;
  pause: (milliseconds: number) => Promise<unknown>;
  log: Logger;
}

/**
 * Turns on what a fleet needs of the account's index of things, and leaves everything else in it as it is. Waits
 * until a small account's index is built. That of a large one takes longer than a deploy should: it cannot be queried
 * before (developer guide, managing-index), and the monitor comes again the next day.
 */
export async function turnOnFleetIndex(account: AccountIndexing): Promise<void> {
  const { iot, log } = account;
  const { thingIndexingConfiguration: current } = await iot.send(new GetIndexingConfigurationCommand({}));
  const wanted = withFleetIndex(current);
  if (wanted === undefined) {
    log.info('the fleet index is on already');
    return;
  }
  log.info({ current, wanted }, 'turning the fleet index on');
  await iot.send(new UpdateIndexingConfigurationCommand({ thingIndexingConfiguration: wanted }));
  const status = await statusOnceBuilt(account);
  if (status === 'ACTIVE') log.info('the fleet index is active');
  else
    log.warn({ status }, 'the fleet index is still being built; queries fail or are incomplete until then');
}

async function statusOnceBuilt({ iot, pause }: AccountIndexing): Promise<IndexStatus | undefined> {
  let status = await indexStatus(iot);
  for (let look = 1; look < looks.atMost && status !== 'ACTIVE'; look++) {
    await pause(looks.apart);
    status = await indexStatus(iot);
  }
  return status;
}

/** @returns undefined where the index does not exist yet */
async function indexStatus(iot: IoTClient): Promise<IndexStatus | undefined> {
  try {
    return (await iot.send(new DescribeIndexCommand({ indexName: thingIndex }))).indexStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
