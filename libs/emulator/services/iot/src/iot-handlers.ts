import type * as sdk from '@aws-sdk/client-iot';
import type { ServiceHandlers } from '@fleet/aws-wire';

/** Handlers of a part of AWS IoT's API; each file of this folder answers for one kind of resource. */
export type IotHandlers = ServiceHandlers<typeof sdk>;

/** Pages as some operations ask for them: `marker` and `pageSize` in place of `nextToken` and `maxResults`. */
export function markedPage(input: { marker?: string | undefined; pageSize?: number | undefined }): {
  nextToken: string | undefined;
  maxResults: number | undefined;
} {
  return { nextToken: input.marker, maxResults: input.pageSize };
}
