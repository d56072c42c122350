import * as z from 'zod';
import { ValidationError } from '../errors';

const standard = z.object({
  DeploymentConfig: z.object({ Mode: z.literal('STANDARD').optional() }).optional(),
});

/** The cdk CLI always says how it deploys. @throws ValidationError for another mode than the only one here */
export function checkDeploymentConfig(input: object): void {
  if (!standard.safeParse(input).success) {
    throw new ValidationError(
      'local-cloud deploys in the mode STANDARD only: leave DeploymentConfig out, or --express of the cdk CLI',
    );
  }
}
