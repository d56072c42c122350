import type { RoleTrust } from '@fleet/aws-wire';
import { InvalidRequestException } from './errors';

const iotService = 'iot.amazonaws.com';

/**
 * Refuses a role that AWS IoT could not assume. Reported: the text (ministackorg/ministack#1417), where a role was
 * looked at in a disabled rule too.
 * @param sourceArn what it is for. Documented: the ARN of a resource of AWS IoT (developer guide,
 *   cross-service-confused-deputy-prevention); guessed: of the very rule, template or alias
 * @throws InvalidRequestException
 */
export function checkAssumable(
  roleTrust: RoleTrust,
  roleArn: string,
  sourceArn: string,
  service = iotService,
): void {
  if (!roleTrust(roleArn, service, sourceArn)) {
    throw new InvalidRequestException(
      `AWS IoT (${service}) is unable to assume role (sts:AssumeRole) on resource: ${roleArn}. If the role was ` +
        'just created or updated, please try again in a few seconds.',
    );
  }
}
