import { endCloudOfTheRun } from './cloud-of-the-run';

export default async function tearDown(): Promise<void> {
  await endCloudOfTheRun();
}
