import { ResourceNotFoundException, type IoT } from '@aws-sdk/client-iot';
import type { FleetNames } from '@fleet/fleet-contract';

/** AWS IoT keeps five versions of a policy or template. An update takes one, and its rollback another. */
const mostKept = 3;

interface Version {
  readonly id: number;
  readonly inForce: boolean;
}

interface Versioned {
  readonly name: string;
  readonly versions: () => Promise<readonly Version[]>;
  readonly delete: (id: number) => Promise<unknown>;
}

/**
 * Deletes the oldest versions of the fleet's policies and provisioning templates, so that CloudFormation has room for
 * new ones. It deletes none of a template: the fifth change of a template's body would fail, and its rollback too. Of
 * a policy it deletes by the text of the ids, where "10" is older than "9" (source:
 * aws-cloudformation/aws-cloudformation-resource-providers-iot). The cdk CLI has not asked for approval then: the
 * room is needed before it can deploy at all.
 */
export async function deleteOldVersions(
  iot: IoT,
  names: FleetNames,
  say: (line: string) => void,
): Promise<void> {
  const versioned = [
    ...[names.provisioningTemplate, names.rotationTemplate].map((name) => templateOf(iot, name)),
    ...[names.bootstrapPolicy, names.productionPolicy].map((name) => policyOf(iot, name)),
  ];
  for (const each of versioned) {
    const ids = oldest(await each.versions());
    if (ids.length > 0) {
      say(
        `Deletes old versions of ${each.name}: ${ids.join(', ')}. AWS IoT keeps five, and a deploy may need two.`,
      );
    }
    for (const id of ids) {
      await unlessGone(() => each.delete(id), undefined);
    }
  }
}

function oldest(versions: readonly Version[]): number[] {
  return versions
    .filter(({ inForce }) => !inForce)
    .map(({ id }) => id)
    .sort((one, other) => one - other)
    .slice(0, Math.max(0, versions.length - mostKept));
}

/** Five versions are one page. A stack that an older release made may lack the template. */
function templateOf(iot: IoT, templateName: string): Versioned {
  return {
    name: templateName,
    versions: () =>
      unlessGone(async () => {
        const { versions = [] } = await iot.listProvisioningTemplateVersions({ templateName });
        return versions.map(({ versionId, isDefaultVersion }) => ({
          id: Number(versionId),
          inForce: isDefaultVersion === true,
        }));
      }, []),
    delete: (versionId) => iot.deleteProvisioningTemplateVersion({ templateName, versionId }),
  };
}

function policyOf(iot: IoT, policyName: string): Versioned {
  return {
    name: policyName,
    versions: () =>
      unlessGone(async () => {
        const { policyVersions = [] } = await iot.listPolicyVersions({ policyName });
        return policyVersions.map(({ versionId, isDefaultVersion }) => ({
          id: Number(versionId),
          inForce: isDefaultVersion === true,
        }));
      }, []),
    delete: (versionId) => iot.deletePolicyVersion({ policyName, policyVersionId: String(versionId) }),
  };
}

/** What is not there has no versions. A version may also go meanwhile: others deploy, and remove them too. */
async function unlessGone<Result, Otherwise>(
  call: () => Promise<Result>,
  otherwise: Otherwise,
): Promise<Result | Otherwise> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return otherwise;
    }
    throw error;
  }
}
