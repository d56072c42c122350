import { randomUUID } from 'node:crypto';
import type * as Lambda from '@aws-sdk/client-lambda';
import { AccessDeniedError } from '@fleet/aws-wire';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { page, textKey } from '@fleet/paging';
import { invalidParameter, resourceConflict, resourceNotFound } from './errors';
import type { EventSourceMapping } from './event-source-mapping';
import type { EventSourceRepository } from './event-source-repository';
import { eventSourceSettings, queueArnOf } from './event-source-settings';
import { functionNameOf } from './function-names';
import type { FunctionRecord } from './function-record';
import { existingFunction } from './functions';
import { roleOf } from './function-role';
import type { LambdaParts } from './lambda-parts';
import { pageRules } from './page-rules';
import { queueUrlOf } from './queue-client';

type LambdaHandlers = ServiceHandlers<typeof Lambda>;

/** API reference, ListEventSourceMappings: "a maximum of 100 items in each response, even if you set the number higher". */
const mappingPages = { ...pageRules, defaultSize: 100, largestSize: 100 };

/** @throws AwsError ResourceNotFoundException */
export function existingMapping(mappings: EventSourceRepository, uuid: string): EventSourceMapping {
  const mapping = mappings.find(uuid);
  if (!mapping) {
    throw resourceNotFound('The resource you requested does not exist.');
  }
  return mapping;
}

/** Queues as event sources of functions. What a mapping says is in force when it is answered. */
export function eventSourceHandlers(parts: LambdaParts): LambdaHandlers {
  const { clock, mappings, eventSources } = parts;
  const save = (mapping: EventSourceMapping): EventSourceMapping => {
    const other = mappings.between(mapping.queueArn, mapping.functionName);
    if (other && other.uuid !== mapping.uuid) {
      throw alreadyMapped(other);
    }
    const changed = { ...mapping, lastModified: clock.nowMillis() };
    mappings.save(changed);
    eventSources.changed(mapping.uuid);
    return changed;
  };
  return {
    async CreateEventSourceMapping({ EventSourceArn, FunctionName, Tags, ...given }, context) {
      const record = existingFunction(parts, FunctionName);
      const { name, arn } = record;
      const queueArn = queueArnOf(EventSourceArn, context);
      const settings = eventSourceSettings(given);
      await checkQueue(parts, queueArn, record);
      const uuid = randomUUID();
      const mapping = save({
        ...settings,
        uuid,
        queueArn,
        functionName: name,
        functionArn: arn,
        arn: `arn:aws:lambda:${context.region}:${context.accountId}:event-source-mapping:${uuid}`,
        lastModified: 0,
        tags: Tags ?? {},
      });
      return shown(mapping);
    },

    GetEventSourceMapping: ({ UUID }) => shown(existingMapping(mappings, UUID)),

    async UpdateEventSourceMapping({ UUID, FunctionName, ...given }) {
      const before = existingMapping(mappings, UUID);
      const target = existingFunction(parts, FunctionName ?? before.functionArn);
      const settings = eventSourceSettings(given, before);
      await checkQueue(parts, before.queueArn, target);
      // Read again: another change may have been made, or the mapping be gone, while the queue was asked.
      const now = existingMapping(mappings, UUID);
      return shown(save({ ...now, ...settings, functionName: target.name, functionArn: target.arn }));
    },

    DeleteEventSourceMapping({ UUID }) {
      const mapping = existingMapping(mappings, UUID);
      mappings.delete(mapping.uuid);
      eventSources.changed(mapping.uuid);
      return { ...shown(mapping), State: 'Deleting' };
    },

    ListEventSourceMappings({ EventSourceArn, FunctionName, Marker, MaxItems }) {
      const functionName = FunctionName === undefined ? undefined : functionNameOf(FunctionName);
      const found = page({ nextToken: Marker, maxResults: MaxItems }, mappingPages, {
        name: ['event-source-mappings', EventSourceArn, functionName],
        key: textKey,
        read: (after, limit) => mappings.list(after, limit, { queueArn: EventSourceArn, functionName }),
        keyOf: ({ uuid }) => uuid,
      });
      return { EventSourceMappings: found.items.map(shown), NextMarker: found.nextToken };
    },
  };
}

function shown(mapping: EventSourceMapping) {
  const { maximumConcurrency: most } = mapping;
  return {
    UUID: mapping.uuid,
    EventSourceMappingArn: mapping.arn,
    EventSourceArn: mapping.queueArn,
    FunctionArn: mapping.functionArn,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.batchingWindow,
    FunctionResponseTypes: mapping.reportBatchItemFailures ? ['ReportBatchItemFailures' as const] : [],
    ScalingConfig: most === undefined ? undefined : { MaximumConcurrency: most },
    LastModified: new Date(mapping.lastModified),
    State: mapping.enabled ? 'Enabled' : 'Disabled',
    StateTransitionReason: 'USER_INITIATED',
  };
}

/** A message must stay hidden for as long as a function may work on it: "Configuring a queue to use with Lambda". */
async function checkQueue(
  parts: LambdaParts,
  queueArn: string,
  record: Pick<FunctionRecord, 'name' | 'role' | 'timeout'>,
): Promise<void> {
  checkMayPoll(parts, queueArn, record);
  const timeoutSeconds = record.timeout;
  const client = await parts.queues.sqs(roleOf(record));
  let visibility: number;
  try {
    const { Attributes } = await client.getQueueAttributes({
      QueueUrl: queueUrlOf(parts.queues, queueArn),
      AttributeNames: ['VisibilityTimeout'],
    });
    visibility = Number(Attributes?.['VisibilityTimeout']);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    throw invalidParameter(
      `Error occurred while ReceiveMessage of ${queueArn}. SQS Error Code: ${name}. SQS Error Message: ${message}`,
    );
  }
  if (visibility < timeoutSeconds) {
    throw invalidParameter(
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
    );
  }
}

/** Documented: what the role must allow ("Using Lambda with Amazon SQS"). Reported: the text (scribd/terraform-oxbow#30). */
function checkMayPoll(
  { authorizeRole }: LambdaParts,
  queueArn: string,
  record: Pick<FunctionRecord, 'name' | 'role'>,
): void {
  for (const operation of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
    try {
      authorizeRole(roleOf(record), { action: `sqs:${operation}`, resource: queueArn, keys: {} });
    } catch (error) {
      throw error instanceof AccessDeniedError
        ? invalidParameter(
            `The provided execution role does not have permissions to call ${operation} on SQS`,
          )
        : error;
    }
  }
}

function alreadyMapped({ uuid, queueArn, functionName }: EventSourceMapping) {
  return resourceConflict(
    `An event source mapping with SQS arn (" ${queueArn} ") and function (" ${functionName} ") already exists. Please update or delete the existing mapping with UUID ${uuid}`,
  );
}
