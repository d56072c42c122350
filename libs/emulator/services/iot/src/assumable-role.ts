import type { RoleTrust } from '@fleet/aws-wire';
import { InvalidRequestException } from './errors';

const iotService = 'iot.amazonaws.com';

/**
 * Refuses a role that AWS IoT could not assume. Reported: the text (ministackorg/ministack#1417), where a role was
 * looked at in a disabled rule too.
 * @throws InvalidRequestException
 */
export function checkAssumable(roleTrust: RoleTrust, roleArn: string, service = iotService): void {
  if (!roleTrust(roleArn, service)) {
    throw new InvalidRequestException(
      `AWS IoT (${service}) is unable to assume role (sts:AssumeRole) on resource: ${roleArn}. If the role was ` +
        'just created or updated, please try again in a few seconds.',
    );
  }
}
