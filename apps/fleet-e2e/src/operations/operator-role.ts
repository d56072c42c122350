import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { eventually } from '@fleet/eventually';
import { sdkSettings, type LocalCloudProcess } from '@fleet/local-fleet';

/** What somebody does with a fleet, each with a role of its own, so that its calls can be told from the others'. */
export const duties = ['deploy', 'look', 'operate', 'destroy'] as const;
export type Duty = (typeof duties)[number];

export function roleNameOf(duty: string): string {
  return `fleet-${duty}`;
}

const everything = { Action: '*', Resource: '*' };

/**
 * Settings of a session of a role.
 * @param allowed statements of its policy; it may do everything where they are left out
 */
export async function sessionOf(
  { endpoints }: LocalCloudProcess,
  duty: string,
  allowed: readonly object[] = [everything],
): Promise<Readonly<Record<string, string>>> {
  const iam = new IAM(sdkSettings(endpoints));
  const sts = new STS(sdkSettings(endpoints));
  const roleName = roleNameOf(duty);
  const document = (...statements: readonly object[]) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
    });
  try {
    const { Role: role } = await iam.createRole({
      RoleName: roleName,
      AssumeRolePolicyDocument: document({
        Principal: { AWS: endpoints.accountId },
        Action: 'sts:AssumeRole',
      }),
    });
    await iam.putRolePolicy({
      RoleName: roleName,
      PolicyName: 'allowed',
      PolicyDocument: document(...allowed),
    });
    const { Credentials: session } = await eventually('session of a role', () =>
      sts.assumeRole({ RoleArn: role?.Arn, RoleSessionName: duty }).catch((error: unknown) => {
        if (error instanceof Error && error.name.startsWith('AccessDenied')) {
          return undefined;
        }
        throw error;
      }),
    );
    return {
      AWS_ACCESS_KEY_ID: session?.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: session?.SecretAccessKey ?? '',
      AWS_SESSION_TOKEN: session?.SessionToken ?? '',
    };
  } finally {
    [iam, sts].forEach((client) => client.destroy());
  }
}
