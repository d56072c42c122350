import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { serveServices } from '@fleet/served-services';
import { createCloudWatchService } from '../index';
import type { CloudWatchService } from '../index';

/** CloudWatch behind HTTP, at a time of its own. */
export async function serveCloudWatch(startAt: Date) {
  let running: CloudWatchService | undefined;
  const cloud = await serveServices((ground) => {
    running = createCloudWatchService(ground);
    return [running.service];
  });
  const setTime = (time: Date): void => cloud.clock.setOffset(time.getTime() - Date.now());
  setTime(startAt);
  let client = new CloudWatch(cloud.client);
  const started = (): CloudWatchService => {
    if (running === undefined) {
      throw new TypeError('the service was made before');
    }
    return running;
  };
  return {
    setTime,
    get client() {
      return client;
    },
    get service() {
      return started();
    },
    async restart(): Promise<void> {
      started().close();
      await cloud.restart();
      client.destroy();
      client = new CloudWatch(cloud.client);
    },
    async close(): Promise<void> {
      client.destroy();
      started().close();
      await cloud.close();
    },
  };
}

export type ServedCloudWatch = Awaited<ReturnType<typeof serveCloudWatch>>;
