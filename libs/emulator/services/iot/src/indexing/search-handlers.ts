import type { DisconnectReasonValue } from '@aws-sdk/client-iot';
import { InvalidAggregationException, InvalidRequestException } from '../errors';
import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';
import { thingIndex } from './fleet-index';
import type { Connectivity } from './thing-connectivity';
import type { ThingDocument } from './thing-document';

/** API reference, SearchIndex: there is one version of the query syntax. */
const onlyQueryVersion = '2017-09-30';

/** What lifecycle events give as reasons (developer guide, life-cycle-events). */
const disconnectReasons: readonly DisconnectReasonValue[] = [
  'AUTH_ERROR',
  'CLIENT_ERROR',
  'CLIENT_INITIATED_DISCONNECT',
  'CONNECTION_LOST',
  'DUPLICATE_CLIENTID',
  'FORBIDDEN_ACCESS',
  'MQTT_KEEP_ALIVE_TIMEOUT',
  'SERVER_ERROR',
  'SERVER_INITIATED_DISCONNECT',
  'THROTTLED',
];

/** Queries over the index of things. */
export function searchHandlers({ fleetIndex, indexing }: ControlPlane) {
  return {
    SearchIndex: ({ indexName, queryString, queryVersion, nextToken, maxResults }) => {
      checkIndex(indexName, queryVersion);
      const found = fleetIndex.search(queryString, { nextToken, maxResults });
      return { things: found.items.map(thingDocument), nextToken: found.nextToken };
    },

    GetStatistics: async ({ indexName, queryString, queryVersion, aggregationField }) => {
      checkIndex(indexName, queryVersion);
      const field = aggregationField && countable(aggregationField);
      return { statistics: { count: await fleetIndex.count(queryString, field) } };
    },

    GetThingConnectivityData: ({ thingName, includeSocketInformation = false }) => {
      const { connected, changedAt, disconnectReason, sourceIp } = fleetIndex.connectivityOf(thingName);
      return {
        thingName,
        connected,
        timestamp: changedAt,
        disconnectReason: knownReason(disconnectReason),
        clientId: changedAt && thingName,
        sourceIp: includeSocketInformation ? sourceIp : undefined,
      };
    },
  } satisfies IotHandlers;

  /** A string field has a count and nothing more (developer guide, index-aggregate). */
  function countable(field: string): string {
    const { customFields = [] } = indexing.get().things;
    const strings = ['thingName', 'thingId', 'registry.thingTypeName', 'registry.thingGroupNames'];
    const known = [...strings, ...customFields.flatMap(({ name, type }) => (type === 'String' ? name : []))];
    if (known.includes(field)) {
      return field;
    }
    throw new InvalidAggregationException(
      `No statistics of ${field}: only things with a managed or custom field of type String are counted here`,
    );
  }
}

function checkIndex(indexName = thingIndex, queryVersion = onlyQueryVersion): void {
  if (indexName !== thingIndex) {
    throw new InvalidRequestException(`Only the index ${thingIndex} is searched here, not ${indexName}`);
  }
  if (queryVersion !== onlyQueryVersion) {
    throw new InvalidRequestException(`The query version ${queryVersion} is not ${onlyQueryVersion}`);
  }
}

function thingDocument({ thing, thingGroupNames, connectivity }: ThingDocument) {
  const { thingName, thingId, thingTypeName, attributes } = thing;
  return {
    thingName,
    thingId,
    thingTypeName,
    thingGroupNames: thingGroupNames.length === 0 ? undefined : [...thingGroupNames],
    attributes: { ...attributes },
    connectivity: connectivity && connectivityDocument(connectivity, thingName),
  };
}

function connectivityDocument({ connected, changedAt, disconnectReason }: Connectivity, clientId: string) {
  return {
    connected,
    timestamp: changedAt?.getTime(),
    disconnectReason,
    clientId: changedAt && clientId,
  };
}

function knownReason(reason: string | undefined): DisconnectReasonValue | undefined {
  if (reason === undefined) {
    return undefined;
  }
  return disconnectReasons.find((known) => known === reason) ?? 'UNKNOWN';
}
