import { IoT, ResourceNotFoundException } from '@aws-sdk/client-iot';
import { STS } from '@aws-sdk/client-sts';
import { eventually } from '@fleet/eventually';
import { sdkSettings, type LocalCloudProcess } from '@fleet/local-fleet';

/**
 * Waits until AWS IoT sees what a new role may do: a session that may look for things hears that there is none of that
 * name. The role has to trust the account, and to allow `iot:DescribeThing`.
 */
export async function roleInEffect({ endpoints }: LocalCloudProcess, RoleArn: string): Promise<void> {
  const settings = sdkSettings(endpoints);
  const sts = new STS(settings);
  const { Credentials } = await eventually('session of a new role', () =>
    sts.assumeRole({ RoleArn, RoleSessionName: 'probe' }).catch(unlessDenied),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const iot = new IoT({
    ...settings,
    credentials: {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    },
  });
  await eventually('permissions of a new role', async () => {
    try {
      return await iot.describeThing({ thingName: 'nothing' });
    } catch (error) {
      return error instanceof ResourceNotFoundException ? error : unlessDenied(error);
    }
  });
  [sts, iot].forEach((client) => client.destroy());
}

/** Nothing yet, for `eventually` to try again. @throws any other error */
function unlessDenied(error: unknown): undefined {
  if (error instanceof Error && error.name.startsWith('AccessDenied')) {
    return undefined;
  }
  throw error;
}
