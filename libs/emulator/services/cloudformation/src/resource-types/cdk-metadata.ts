import type { ResourceType } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({ Analytics: z.string().optional() });

/** AWS::CDK::Metadata: says which constructs made a template; there is nothing behind it. */
export function cdkMetadata(): ResourceType<z.infer<typeof schema>> {
  return {
    typeName: 'AWS::CDK::Metadata',
    replaceOn: [],
    schema,
    create: (_properties, context) => Promise.resolve({ physicalId: context.uniqueName(), attributes: {} }),
    update: (_properties, _previous, physicalId) => Promise.resolve({ physicalId, attributes: {} }),
    delete: () => Promise.resolve(),
  };
}
