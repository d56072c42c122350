import type { LaggingView, Replicas } from '@fleet/consistency';
import { json, optionalInteger } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import type { Query } from '@fleet/fleet-index-query';
import { InvalidQueryException as QuerySyntaxError, parseQuery } from '@fleet/fleet-index-query';
import { pageSize } from '@fleet/paging';
import type { Page, PageRequest } from '@fleet/paging';
import * as z from 'zod';
import { InvalidQueryException, InvalidRequestException, ResourceNotFoundException } from '../errors';
import { pageRules } from '../page-rules';
import type { ThingGroupRepository } from '../registry/thing-group-repository';
import type { ThingRepository } from '../registry/thing-repository';
import { thingOf } from '../registry/thing-repository';
import type { AccessPath } from './access-paths';
import { accessPaths } from './access-paths';
import type { PathPosition } from './candidate-scan';
import { CandidateScan } from './candidate-scan';
import { DocumentKinds } from './document-kinds';
import { GroupsOfDocuments } from './groups-of-documents';
import { IndexedNames } from './indexed-names';
import type { IndexingConfiguration } from './indexing-configuration';
import { OutdatedEntries } from './outdated-entries';
import { choosePath } from './path-choice';
import type { ConditionContext } from './query-condition';
import { queryCondition } from './query-condition';
import type { SearchPosition } from './search-token';
import { positionIn, searchToken } from './search-token';
import type { Connectivity, ThingConnectivity } from './thing-connectivity';
import { connectivityOf } from './thing-connectivity';
import { documentOf } from './thing-document';
import type { ThingDocument } from './thing-document';

const groupNames = z.array(z.string());

/** API reference, SearchIndex: `maxResults` "cannot exceed 100". */
const searchPages = { ...pageRules, defaultSize: 100, largestSize: 100 };

/**
 * Candidates that one page looks at, at most: where few of them match, a page has fewer things than it could have
 * (API reference, SearchIndex: "the response might contain fewer results"), and the process answers others meanwhile.
 */
const candidatesOfAPage = 10_000;

export const thingIndex = 'AWS_Things';

export interface FleetIndexParts {
  readonly store: Store;
  readonly configuration: IndexingConfiguration;
  readonly things: ThingRepository;
  readonly groups: ThingGroupRepository;
  readonly connectivity: ThingConnectivity;
  /** What has changed and is not indexed yet. */
  readonly entries: LaggingView<ThingDocument | undefined>;
  /** Any of them answers. */
  readonly replicas: Replicas;
  /** Where it differs from 10,000. */
  readonly candidatesOfAPage?: number;
}

/**
 * The index of things, `AWS_Things`: the registry's own tables, searched through their database indexes, and what is not
 * indexed yet put beside. Turning indexing on has nothing to build.
 */
export class FleetIndex {
  private readonly names: IndexedNames;
  private readonly kinds: DocumentKinds;

  constructor(private readonly parts: FleetIndexParts) {
    this.names = new IndexedNames(parts.store);
    this.kinds = new DocumentKinds(parts.store, parts.groups);
  }

  /**
   * A page of the things that a query finds, in no particular order. A page may have fewer things than asked
   * for, and none at all, while there is a next one.
   * @throws ResourceNotFoundException while things are not indexed; InvalidQueryException; InvalidRequestException for
   * a page size outside 1 to 100 and for a token of another query
   */
  search(queryString: string, { nextToken, maxResults }: PageRequest): Page<ThingDocument> {
    const context = this.context();
    const query = parsed(queryString);
    const limit = pageSize(maxResults, searchPages);
    // What the paths of a query are depends on both.
    const asked = JSON.stringify([queryString, context.connectivity]);
    const paths = accessPaths(query, context);
    const position = nextToken ? positionIn(nextToken, asked) : this.beginning(paths);
    const path = paths[position.path];
    if (!path || !fits(position, path)) {
      throw new InvalidRequestException('The next token is invalid');
    }
    const found = this.scan(path, query, context).rows(this.columns(context), position, limit);
    const outdated = this.outdated(query, context);
    const documents = outdated.inPlaceOf(this.documents(found.rows, context));
    const more = nextToken ? [] : outdated.onlyInIndex().slice(0, limit - documents.length);
    const items = [...more, ...documents];
    if (!found.next) {
      return { items };
    }
    return { items, nextToken: searchToken(asked, { path: position.path, ...found.next }) };
  }

  /**
   * How many things a query finds, or of these have any value in a field. Lets others have their turn in between.
   * @throws as `search` does
   */
  async count(queryString: string, field?: string): Promise<number> {
    const context = this.context();
    const query = field === undefined ? parsed(queryString) : having(field, parsed(queryString));
    const ofKinds = this.kinds.count(query);
    if (ofKinds !== undefined) {
      return ofKinds + this.outdated(query, context).surplus();
    }
    const path = choosePath(this.parts.store, accessPaths(query, context));
    let total = 0;
    for (let from: PathPosition | undefined = { step: 0, after: undefined }; path && from;) {
      const { matching, next } = this.scan(path, query, context).count(from);
      total += matching;
      from = next;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return total + this.outdated(query, context).surplus();
  }

  /** @throws ResourceNotFoundException for a thing that does not exist, and while connectivity is not indexed */
  connectivityOf(thingName: string): Connectivity {
    if (!this.context().connectivity) {
      throw new ResourceNotFoundException('The connectivity of things is not indexed in this account');
    }
    if (!this.parts.things.exists(thingName)) {
      throw new ResourceNotFoundException(`Thing ${thingName} not found`);
    }
    return this.parts.connectivity.of(thingName);
  }

  private context(): ConditionContext {
    const { things } = this.parts.configuration.get();
    if (things.thingIndexingMode === 'OFF') {
      // Reported: csuermann/node-red-contrib-virtual-smart-home#16.
      throw new ResourceNotFoundException(
        `Index ${thingIndex} does not exist. Please enable index by calling UpdateIndexingConfiguration`,
      );
    }
    return { names: this.names, connectivity: things.thingConnectivityIndexingMode === 'STATUS' };
  }

  private outdated(query: Query, { connectivity }: ConditionContext): OutdatedEntries {
    const { entries, replicas } = this.parts;
    return new OutdatedEntries({
      entries: entries.outdated(replicas.next()),
      query,
      connectivity,
      current: (thingName) => documentOf(this.parts, thingName),
    });
  }

  private beginning(paths: readonly AccessPath[]): SearchPosition {
    const path = choosePath(this.parts.store, paths);
    return { path: path ? paths.indexOf(path) : 0, step: 0, after: undefined };
  }

  private scan(path: AccessPath, query: Query, context: ConditionContext): CandidateScan {
    const { store, candidatesOfAPage: window = candidatesOfAPage } = this.parts;
    return new CandidateScan(store, path, queryCondition(query, context), window);
  }

  private columns({ connectivity }: ConditionContext): string {
    const groups = `(SELECT json_group_array(thing_group_name) FROM iot_thing_group_member AS member
      WHERE member.thing_name = thing.thing_name) AS group_names`;
    const own = ['connected', 'changed_at', 'disconnect_reason', 'source_ip'];
    return ['thing.*', groups, ...(connectivity ? own.map((name) => `connectivity.${name}`) : [])].join(', ');
  }

  private documents(rows: readonly Row[], { connectivity }: ConditionContext): ThingDocument[] {
    const groups = new GroupsOfDocuments(this.parts.groups);
    return rows.map((row) => ({
      thing: thingOf(row),
      thingGroupNames: groups.withThoseAbove(json(row, 'group_names', groupNames)),
      connectivity: connectivity ? connectivityIn(row) : undefined,
    }));
  }
}

function connectivityIn(row: Row): Connectivity {
  return optionalInteger(row, 'connected') === undefined ? { connected: false } : connectivityOf(row);
}

/** A key of another shape would be a token that was tampered with, or of an index that has changed since. */
function fits({ step, after }: SearchPosition, { steps }: AccessPath): boolean {
  const source = steps[step]?.source;
  return source !== undefined && (after === undefined || after.length === source.keyLength);
}

function having(field: string, query: Query): Query {
  return { kind: 'and', operands: [query, { kind: 'term', field, test: { kind: 'exists' } }] };
}

function parsed(queryString: string): Query {
  try {
    return parseQuery(queryString);
  } catch (cause) {
    if (cause instanceof QuerySyntaxError) {
      throw new InvalidQueryException(cause.message, { cause });
    }
    throw cause;
  }
}
