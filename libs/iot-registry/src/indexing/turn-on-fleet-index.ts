import {
  DescribeIndexCommand,
  GetIndexingConfigurationCommand,
  ResourceNotFoundException,
  UpdateIndexingConfigurationCommand,
  type IndexStatus,
  type IoTClient,
  type ThingIndexingConfiguration,
} from '@aws-sdk/client-iot';
import { withFleetIndex } from './thing-indexing';

/** The account's one index of things. */
export const thingIndex = 'AWS_Things';

/** How often a new index is looked at, and how many milliseconds apart. */
const looks = { atMost: 12, apart: 5_000 } as const;

export type FleetIndexOutcome =
  | { readonly outcome: 'on-already' }
  | {
      readonly outcome: 'turned-on';
      /** What was configured until now; nothing where indexing never was. */
      readonly before: ThingIndexingConfiguration | undefined;
      /** `ACTIVE` once it is built; before, queries fail or find only a part. */
      readonly status: IndexStatus | undefined;
    };

/**
 * Turns on what a fleet needs of the account's index of things, and leaves everything else in it as it is. Waits
 * until a small account's index is built, a minute at most. That of a large one takes longer than a deploy should: it
 * cannot be queried before (developer guide, managing-index), and the monitor comes again the next day. Needs
 * `iot:GetIndexingConfiguration`, `iot:UpdateIndexingConfiguration` and `iot:DescribeIndex`.
 */
export async function turnOnFleetIndex(
  iot: IoTClient,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<FleetIndexOutcome> {
  const { thingIndexingConfiguration: before } = await iot.send(new GetIndexingConfigurationCommand({}));
  const wanted = withFleetIndex(before);
  if (wanted === undefined) {
    return { outcome: 'on-already' };
  }
  await iot.send(new UpdateIndexingConfigurationCommand({ thingIndexingConfiguration: wanted }));
  let status = await indexStatus(iot);
  for (let look = 1; look < looks.atMost && status !== 'ACTIVE'; look++) {
    await pause(looks.apart);
    status = await indexStatus(iot);
  }
  return { outcome: 'turned-on', before, status };
}

/** @returns undefined where the index does not exist yet */
async function indexStatus(iot: IoTClient): Promise<IndexStatus | undefined> {
  try {
    return (await iot.send(new DescribeIndexCommand({ indexName: thingIndex }))).indexStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}
