import {
  paginateListCertificates,
  paginateListPolicies,
  paginateListProvisioningTemplates,
  paginateListThingGroups,
  paginateListThings,
  paginateListTopicRules,
  type IoT,
} from '@aws-sdk/client-iot';
import type { Entries } from './listing-entries';

/** What AWS IoT has of an account, with what all fleets in it share: the index. */
export async function listIot(iot: IoT): Promise<Entries> {
  const { thingIndexingConfiguration } = await iot.getIndexingConfiguration({});
  return [
    ['indexing', thingIndexingConfiguration],
    ...(await things(iot)),
    ...(await certificates(iot)),
    ...(await policies(iot)),
    ...(await templates(iot)),
    ...(await rules(iot)),
  ];
}

async function things(client: IoT): Promise<Entries> {
  const entries: Entries = [];
  for await (const { things: page = [] } of paginateListThings({ client }, {})) {
    for (const { thingName, attributes } of page) {
      const { thingGroups = [] } = await client.listThingGroupsForThing({ thingName });
      const { principals } = await client.listThingPrincipals({ thingName });
      const groups = thingGroups.map(({ groupName }) => groupName);
      entries.push([`thing ${thingName}`, { attributes, groups, principals }]);
    }
  }
  for await (const { thingGroups = [] } of paginateListThingGroups({ client }, {})) {
    entries.push(...thingGroups.map(({ groupName }) => [`group ${groupName}`, 'there'] as const));
  }
  return entries;
}

async function certificates(client: IoT): Promise<Entries> {
  const entries: Entries = [];
  for await (const { certificates: page = [] } of paginateListCertificates({ client }, {})) {
    for (const { certificateId, certificateArn: target, status } of page) {
      const { policies: attached = [] } = await client.listAttachedPolicies({ target });
      const names = attached.map(({ policyName }) => policyName);
      entries.push([`certificate ${certificateId}`, { status, policies: names }]);
    }
  }
  return entries;
}

async function policies(client: IoT): Promise<Entries> {
  const entries: Entries = [];
  for await (const { policies: page = [] } of paginateListPolicies({ client }, {})) {
    for (const { policyName } of page) {
      const { policyDocument, defaultVersionId } = await client.getPolicy({ policyName });
      entries.push([`policy ${policyName}`, { policyDocument, defaultVersionId }]);
    }
  }
  return entries;
}

async function templates(client: IoT): Promise<Entries> {
  const entries: Entries = [];
  for await (const { templates: page = [] } of paginateListProvisioningTemplates({ client }, {})) {
    for (const { templateName } of page) {
      const { templateBody, enabled, preProvisioningHook, defaultVersionId } =
        await client.describeProvisioningTemplate({ templateName });
      const shown = { templateBody, enabled, preProvisioningHook, defaultVersionId };
      entries.push([`template ${templateName}`, shown]);
    }
  }
  return entries;
}

async function rules(client: IoT): Promise<Entries> {
  const entries: Entries = [];
  for await (const { rules: page = [] } of paginateListTopicRules({ client }, {})) {
    for (const { ruleName } of page) {
      const { rule } = await client.getTopicRule({ ruleName });
      entries.push([`rule ${ruleName}`, { sql: rule?.sql, actions: rule?.actions, off: rule?.ruleDisabled }]);
    }
  }
  return entries;
}
