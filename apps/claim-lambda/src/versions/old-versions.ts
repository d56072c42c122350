import {
  DeleteConflictException,
  DeletePolicyVersionCommand,
  DeleteProvisioningTemplateVersionCommand,
  type IoTClient,
  ListPolicyVersionsCommand,
  ListProvisioningTemplateVersionsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';
import type { FleetNames } from '@fleet/fleet-contract';
import type { Logger } from 'pino';

export interface OldVersions {
  readonly iot: IoTClient;
  readonly log: Logger;
}

/** A policy or a provisioning template. */
interface Versioned {
  readonly name: string;
  /** The versions that are not in force. AWS IoT keeps five in all, which is less than a page. */
  readonly old: () => Promise<readonly number[]>;
  readonly delete: (id: number) => Promise<unknown>;
}

/**
 * Deletes all versions of the fleet's provisioning templates and policies but those in force. AWS IoT keeps five of
 * each. CloudFormation makes one when it changes a document, and another when it rolls that back. It deletes none of a
 * template, as it waits for an error that AWS IoT does not answer; of a policy it deletes the first by the text of the
 * ids, where "10" is before "9" (source: aws-cloudformation/aws-cloudformation-resource-providers-iot).
 */
export async function deleteOldVersions({ iot, log }: OldVersions, names: FleetNames): Promise<void> {
  const versioned = [
    ...[names.provisioningTemplate, names.rotationTemplate].map((name) => templateOf(iot, name)),
    ...[names.bootstrapPolicy, names.productionPolicy].map((name) => policyOf(iot, name)),
  ];
  for (const each of versioned) {
    const deleted: number[] = [];
    for (const id of await each.old()) {
      if (await isDeleted(each.delete(id))) {
        deleted.push(id);
      }
    }
    if (deleted.length > 0) {
      log.info({ name: each.name, deleted }, 'old versions are deleted');
    }
  }
}

function templateOf(iot: IoTClient, templateName: string): Versioned {
  return {
    name: templateName,
    old: async () => {
      const listed = await unlessGone(
        iot.send(new ListProvisioningTemplateVersionsCommand({ templateName })),
      );
      return oldOf(listed?.versions);
    },
    delete: (versionId) =>
      iot.send(new DeleteProvisioningTemplateVersionCommand({ templateName, versionId })),
  };
}

function policyOf(iot: IoTClient, policyName: string): Versioned {
  return {
    name: policyName,
    old: async () => {
      const listed = await unlessGone(iot.send(new ListPolicyVersionsCommand({ policyName })));
      return oldOf(listed?.policyVersions);
    },
    delete: (id) => iot.send(new DeletePolicyVersionCommand({ policyName, policyVersionId: String(id) })),
  };
}

interface ListedVersion {
  readonly versionId?: string | number | undefined;
  readonly isDefaultVersion?: boolean | undefined;
}

function oldOf(versions: readonly ListedVersion[] = []): readonly number[] {
  return versions
    .filter(({ isDefaultVersion }) => isDefaultVersion !== true)
    .map(({ versionId }) => Number(versionId))
    .sort((one, other) => one - other);
}

/** The stack is being made, or an older release did not have it. */
async function unlessGone<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}

/** A list can be older than the deletion of a version, and than the moment in which one came into force. */
async function isDeleted(deletion: Promise<unknown>): Promise<boolean> {
  try {
    await deletion;
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException || error instanceof DeleteConflictException) {
      return false;
    }
    throw error;
  }
}
