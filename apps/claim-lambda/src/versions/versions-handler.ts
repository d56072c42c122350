import { customResourceHandler } from '@fleet/custom-resource';
import { fleetNames } from '@fleet/fleet-contract';
import * as z from 'zod/mini';
import { deleteOldVersions, type OldVersions } from './old-versions';

/** A changed digest of the documents has CloudFormation ask, which the function itself does not look at. */
const versionsProperties = z.looseObject({ ResourceTag: z.string() });

/**
 * Room for new versions of templates and policies as a custom resource, on which these depend. It is nothing that could
 * be deleted.
 */
export function versionsHandler(parts: OldVersions): (event: unknown) => Promise<void> {
  return customResourceHandler({
    properties: versionsProperties,
    physicalId: ({ ResourceTag }) => `${ResourceTag}-old-versions`,
    provide: async ({ ResourceProperties: { ResourceTag } }) => {
      await deleteOldVersions(parts, fleetNames(ResourceTag));
      return {};
    },
    remove: () => Promise.resolve(),
    log: parts.log,
  });
}
