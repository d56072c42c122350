import {
  GetStatisticsCommand,
  IndexNotReadyException,
  InvalidRequestException,
  ResourceNotFoundException,
  SearchIndexCommand,
  type ThingDocument,
} from '@aws-sdk/client-iot';
import { thingAttributes } from '@fleet/fleet-contract';
import { NotDeployedError, RefusedError, UsageError } from '../operator-errors';
import type { Fleet } from './fleet';

/** The first day that there can be: what the monitor asks from as well. */
const dawn = '19700101';

/** The most that SearchIndex answers at once (API reference, maxResults). */
export const searchPageSize = 100;

/** Queries for things of the fleet (developer guide, query-syntax). */
export function fleetQuery({ names }: Pick<Fleet, 'names'>, ...conditions: readonly string[]): string {
  return [`thingGroupNames:"${names.thingGroup}"`, ...conditions].join(' AND ');
}

/** Things whose certificate was issued on this day or before. */
export function issuedUntil(day: string): string {
  return `attributes.${thingAttributes.certIssuance}:[${dawn} TO ${day}]`;
}

/** Things whose certificate was issued on one of these days. */
export function issuedFrom(first: string, last: string): string {
  return `attributes.${thingAttributes.certIssuance}:[${first} TO ${last}]`;
}

/** Things without an issue date that can be read, or with one after this day. */
export function undatedAt(today: string): string {
  return `NOT ${issuedUntil(today)}`;
}

export const connectedThings = 'connectivity.connected:true';
export const disconnectedThings = 'connectivity.connected:false';

/** Things whose name begins so; the index knows no case. @param prefix of characters that a thing's name can have */
export function namedLike(prefix: string): string {
  return `thingName:${prefix.replaceAll(/[:-]/g, String.raw`\$&`)}*`;
}

export function ofModel(model: string): string {
  return `attributes.${thingAttributes.modelType}:"${model}"`;
}

/**
 * How many things a query finds, in one call whatever their number. Needs `iot:GetStatistics`.
 * @throws RefusedError while the index is off, or being built
 */
export async function countThings(fleet: Fleet, queryString: string): Promise<number> {
  const answer = await whileIndexed(fleet, fleet.iot.send(new GetStatisticsCommand({ queryString })));
  return answer.statistics?.count ?? 0;
}

export interface FoundPage {
  readonly things: readonly ThingDocument[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

/**
 * A page of the things that a query finds, unsorted. Needs `iot:SearchIndex`.
 * @throws RefusedError while the index is off, or being built; UsageError for a place that it does not know any more
 */
export async function searchThings(
  fleet: Fleet,
  queryString: string,
  nextToken: string | undefined,
  maxResults: number = searchPageSize,
): Promise<FoundPage> {
  const search = new SearchIndexCommand({ queryString, maxResults, nextToken });
  const page = await whileIndexed(fleet, fleet.iot.send(search)).catch((cause: unknown) => {
    if (nextToken !== undefined && cause instanceof InvalidRequestException) {
      throw new UsageError('The fleet index does not know this place in the list (any more).', {
        cause,
        next: { step: 'begin-list-anew' },
      });
    }
    throw cause;
  });
  const things = page.things ?? [];
  return page.nextToken === undefined ? { things } : { things, next: page.nextToken };
}

async function whileIndexed<Answer>({ place }: Fleet, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof IndexNotReadyException) {
      throw new RefusedError('The fleet index is being built, which takes some minutes.', {
        cause,
        next: { step: 'ask-again-later' },
      });
    }
    if (cause instanceof ResourceNotFoundException) {
      throw new NotDeployedError(`The fleet index is off in ${place}: infra:deploy turns it on.`, { cause });
    }
    throw cause;
  }
}
