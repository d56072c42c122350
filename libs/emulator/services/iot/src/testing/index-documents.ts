import type { IndexedDocument, IndexedValue } from '@fleet/fleet-index-query';
import { attributeValue, booleanValue, numberValue, textValue } from '@fleet/fleet-index-query';
import type { ControlPlane } from '../control-plane';

/** What the index has to know of each thing, put together from what the registry says of it. */
export function indexDocuments(iot: ControlPlane): Map<string, IndexedDocument> {
  const { items } = iot.things.list({});
  return new Map(items.map(({ thingName }) => [thingName, documentOf(iot, thingName)]));
}

function documentOf(iot: ControlPlane, thingName: string): IndexedDocument {
  const { thingId, thingTypeName, attributes } = iot.things.describe(thingName);
  const { connected, changedAt, disconnectReason } = iot.fleetIndex.connectivityOf(thingName);
  const direct = iot.thingGroups.groupsOf({}, thingName).items.map((name) => iot.thingGroups.describe(name));
  const groups = direct.flatMap((group) => [group, ...iot.thingGroups.ancestorsOf(group)]);
  const type = thingTypeName === undefined ? [] : [textValue(thingTypeName)];
  const groupNames = groups.map(({ thingGroupName }) => textValue(thingGroupName));
  const fields: [string, IndexedValue[]][] = [
    ['thingName', [textValue(thingName)]],
    ['thingId', [textValue(thingId)]],
    ['thingTypeName', type],
    ['registry.thingTypeName', type],
    ['thingGroupNames', groupNames],
    ['registry.thingGroupNames', groupNames],
    ...Object.entries(attributes).map(([name, value]): [string, IndexedValue[]] => [
      `attributes.${name}`,
      [attributeValue(value)],
    ]),
    ['connectivity.connected', [booleanValue(connected)]],
    ['connectivity.timestamp', changedAt ? [numberValue(changedAt.getTime())] : []],
    ['connectivity.disconnectReason', disconnectReason === undefined ? [] : [textValue(disconnectReason)]],
  ];
  return new Map(fields);
}
