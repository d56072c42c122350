import { SQS } from '@aws-sdk/client-sqs';
import { eventually, until } from '@fleet/eventually';
import { sdkSettings } from '@fleet/local-fleet';
import type { DeployedFleet } from '../deployment/deployed-fleet';
import type { TestCloud } from '../deployment/test-cloud';
import { CloudFaults } from '../faults/cloud-faults';

/** Lambda brings an event again after one minute and after two more. */
const attempts = 3;

/** A device has connected, and the proof handler failed at that for good: it is in the queue of failures. */
export async function loseProof(
  fleet: DeployedFleet,
  { cloud, resources }: TestCloud,
  serial: string,
): Promise<void> {
  const sqs = new SQS(sdkSettings(cloud.endpoints));
  resources.defer(() => sqs.destroy());
  const faults = new CloudFaults(cloud);
  await faults.add(`function:${fleet.names.proofHandler}`, 'fail', '--code', 'Broken', '--times', 'always');
  await fleet.connect(await fleet.provisionUnproven(serial), { clientId: serial });
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    await until(async () => ((await faults.fired())[0] ?? 0) >= attempt);
    await cloud.moveTime('+3m');
  }
  await faults.clear();
  const queues = (await sqs.listQueues({})).QueueUrls ?? [];
  const queue = queues.find((url) => url.includes('ProofFailures'));
  await eventually('lost proof in the queue of failures', async () => {
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: queue, AttributeNames: ['All'] });
    return Attributes?.['ApproximateNumberOfMessages'] === '0' ? undefined : Attributes;
  });
}
