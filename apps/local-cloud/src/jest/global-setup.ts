import { startCloud } from '@fleet/emulator-cloud';
import { keepForTheEnd } from './cloud-of-the-run';

/** What the user's shell may say of another account: it would go before the cloud's own settings, or with them. */
const otherAccounts = ['AWS_PROFILE', 'AWS_SESSION_TOKEN'];

/** Starts a cloud for all test files of a run: the AWS clients in them need no settings. */
export default async function setUp(): Promise<void> {
  const cloud = await startCloud({ ephemeral: true });
  keepForTheEnd(cloud);
  for (const name of otherAccounts) {
    Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, cloud.environment);
}
