import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';
import { namedResource } from './named-resource';

/** Billing groups and the things in them. */
export function billingGroupHandlers(iot: ControlPlane) {
  return { ...groupHandlers(iot), ...memberHandlers(iot) } satisfies IotHandlers;
}

function groupHandlers({ arns, billingGroups, tags }: ControlPlane) {
  return {
    CreateBillingGroup: ({ billingGroupName: name, billingGroupProperties, tags: given = [] }) => {
      const group = billingGroups.create(name, billingGroupProperties?.billingGroupDescription);
      const { billingGroupName, billingGroupId } = group;
      const billingGroupArn = arns.billingGroup(billingGroupName);
      tags.tag(billingGroupArn, given);
      return { billingGroupName, billingGroupArn, billingGroupId };
    },

    DescribeBillingGroup: ({ billingGroupName: name }) => {
      const { billingGroupName, billingGroupId, version, description, createdAt } =
        billingGroups.describe(name);
      return {
        billingGroupName,
        billingGroupId,
        billingGroupArn: arns.billingGroup(billingGroupName),
        version,
        billingGroupProperties: { billingGroupDescription: description },
        billingGroupMetadata: { creationDate: createdAt },
      };
    },

    UpdateBillingGroup: ({ billingGroupName, billingGroupProperties, expectedVersion }) => {
      const { billingGroupDescription } = billingGroupProperties;
      return { version: billingGroups.update(billingGroupName, billingGroupDescription, expectedVersion) };
    },

    DeleteBillingGroup: ({ billingGroupName, expectedVersion }) => {
      billingGroups.delete(billingGroupName, expectedVersion);
      tags.forget(arns.billingGroup(billingGroupName));
      return {};
    },

    ListBillingGroups: (input) => {
      const found = billingGroups.list(input, input.namePrefixFilter);
      return {
        billingGroups: found.items.map((groupName) => ({
          groupName,
          groupArn: arns.billingGroup(groupName),
        })),
        nextToken: found.nextToken,
      };
    },
  } satisfies IotHandlers;
}

function memberHandlers({ arns, billingGroups }: ControlPlane) {
  const group = (name?: string, arn?: string) =>
    namedResource('billing group', arns.billingGroup(''), name, arn);
  const thing = (name?: string, arn?: string) => namedResource('thing', arns.thing(''), name, arn);
  return {
    AddThingToBillingGroup: (input) => {
      billingGroups.addThing(
        group(input.billingGroupName, input.billingGroupArn),
        thing(input.thingName, input.thingArn),
      );
      return {};
    },

    RemoveThingFromBillingGroup: (input) => {
      billingGroups.removeThing(
        group(input.billingGroupName, input.billingGroupArn),
        thing(input.thingName, input.thingArn),
      );
      return {};
    },

    ListThingsInBillingGroup: (input) => {
      const found = billingGroups.thingsIn(input, input.billingGroupName);
      return { things: [...found.items], nextToken: found.nextToken };
    },
  } satisfies IotHandlers;
}
