import { IoT, ResourceNotFoundException } from '@aws-sdk/client-iot';
import { STS } from '@aws-sdk/client-sts';
import { eventually, until } from '@fleet/eventually';
import { sdkSettings, type LocalCloudProcess } from '@fleet/local-fleet';

/**
 * Waits until AWS IoT sees what a new role may do: a session that may look for things hears that there is none of that
 * name. The role has to trust the account, and to allow `iot:DescribeThing`.
 */
export async function roleInEffect({ endpoints }: LocalCloudProcess, roleArn: string): Promise<void> {
  const settings = sdkSettings(endpoints);
  const sts = new STS(settings);
  const { Credentials } = await eventually('session of a new role', () =>
    sts.assumeRole({ RoleArn: roleArn, RoleSessionName: 'probe' }).catch(unlessDenied),
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
  await until(() => iot.describeThing({ thingName: 'nothing' }).then(() => true, isToldOfNothing));
  [sts, iot].forEach((client) => client.destroy());
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('AccessDenied');
}

/** Nothing yet, for `eventually` to try again. @throws any other error */
function unlessDenied(error: unknown): undefined {
  if (!isDenied(error)) {
    throw error;
  }
}

/** Whether the session was allowed to ask. @throws any other error */
function isToldOfNothing(error: unknown): boolean {
  if (error instanceof ResourceNotFoundException || isDenied(error)) {
    return !isDenied(error);
  }
  throw error;
}
