import { ResourceNotFoundException, type IoT } from '@aws-sdk/client-iot';
import type { FleetNames } from '@fleet/fleet-contract';

/** There is a provisioning template of the fleet's name, and no stack that could have it. */
export class LeftoverTemplateError extends Error {
  override readonly name = 'LeftoverTemplateError';
  constructor(templates: readonly string[], stack: string) {
    const commands = templates.map((name) => `aws iot delete-provisioning-template --template-name ${name}`);
    super(
      `The stack ${stack} does not exist, and its provisioning templates do: ${templates.join(', ')}. A deploy that ` +
        'failed may have left them, and no stack can make them anew. Nothing was done. If nothing else uses them, ' +
        `delete them, and repeat the command: ${commands.join('; ')}`,
    );
  }
}

/**
 * CloudFormation takes back what it has made, and may not know that a template was made whose creation it saw fail.
 * Reported of AWS: aws/aws-cdk#17989. Its next creation fails as well, after minutes.
 * @throws LeftoverTemplateError
 */
export async function refuseLeftoverTemplates(iot: IoT, names: FleetNames): Promise<void> {
  const found: string[] = [];
  for (const templateName of [names.provisioningTemplate, names.rotationTemplate]) {
    if (await exists(iot, templateName)) {
      found.push(templateName);
    }
  }
  if (found.length > 0) {
    throw new LeftoverTemplateError(found, names.stack);
  }
}

async function exists(iot: IoT, templateName: string): Promise<boolean> {
  try {
    await iot.describeProvisioningTemplate({ templateName });
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return false;
    }
    throw error;
  }
}
