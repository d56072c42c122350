import assert from 'node:assert/strict';
import type { NormalizedSchema } from '@smithy/core/schema';
import { requiredMembers } from '../schema/check-input';
import type { OperationModel } from '../schema/service-model';
import { splitOnce } from '../split-once';
import type { RoutedOperation, WireRequest } from './protocol';

/** One operation's method and URI, in parts that can be compared with a request's. */
interface Route {
  readonly operation: OperationModel;
  readonly method: string;
  readonly segments: readonly Segment[];
  /** Query parameters that the URI fixes, e.g. `?acl` or `?list-type=2`. */
  readonly query: readonly (readonly [string, string])[];
  /** Query parameters and headers without which the operation cannot be meant. */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'label' | 'greedy'; readonly name: string };

/** Names the operation again, for the SDK's own telemetry; other clients do not send it. */
const operationHint = 'x-id';

/** The label that S3's clients put into the host or before the path by an endpoint rule, not by the URI. */
const bucketLabel = 'Bucket';

/** Finds the operation that a method, a path and a query mean, as the `http` traits of all operations define it. */
export class RestRouter {
  private readonly routes: readonly Route[];

  constructor(operations: Iterable<OperationModel>) {
    this.routes = [...operations].flatMap(routesOf).sort((a, b) => specificity(b) - specificity(a));
  }

  /**
   * Required parameters tell apart operations on one URI (`UploadPart` and `PutObject`); where that is not in
   * question, a missing one is for the operation to complain about.
   */
  route(request: WireRequest): RoutedOperation | undefined {
    return this.find(request, hasRequiredParameters) ?? this.find(request, () => true);
  }

  private find(
    request: WireRequest,
    isMeant: (route: Route, request: WireRequest) => boolean,
  ): RoutedOperation | undefined {
    const path = request.path.split('/').slice(1);
    for (const route of this.routes) {
      if (route.method !== request.method || !hasFixedQuery(route, request) || !isMeant(route, request)) {
        continue;
      }
      const labels = matchPath(route.segments, path);
      if (labels !== undefined) {
        return { operation: route.operation, labels };
      }
    }
    return undefined;
  }
}

function routesOf(operation: OperationModel): Route[] {
  const { http, input } = operation;
  if (http === undefined) {
    return [];
  }
  const [path, query] = splitOnce(http.uri, '?');
  const segments = withoutTrailingSlash(path.split('/').slice(1)).map(segmentOf);
  const inHost = isBucketOutsideOfUri(input, path) ? [{ kind: 'label' as const, name: bucketLabel }] : [];
  return [
    {
      operation,
      method: http.method,
      segments: [...inHost, ...segments],
      query: [...new URLSearchParams(query)].filter(([name]) => name !== operationHint),
      requiredQuery: requiredTrait(input, 'httpQuery'),
      requiredHeaders: requiredTrait(input, 'httpHeader').map((name) => name.toLowerCase()),
    },
  ];
}

function isBucketOutsideOfUri(input: NormalizedSchema, path: string): boolean {
  if (!input.isStructSchema() || path.includes(`{${bucketLabel}`)) {
    return false;
  }
  const members = [...input.structIterator()];
  return members.some(
    ([name, member]) => name === bucketLabel && Boolean(member.getMergedTraits().httpLabel),
  );
}

function requiredTrait(input: NormalizedSchema, trait: 'httpQuery' | 'httpHeader'): string[] {
  if (!input.isStructSchema()) {
    return [];
  }
  const required = requiredMembers(input);
  return [...input.structIterator()].flatMap(([name, member]) => {
    const wireName = required.has(name) ? member.getMergedTraits()[trait] : undefined;
    return typeof wireName === 'string' ? [wireName] : [];
  });
}

function segmentOf(text: string): Segment {
  const label = /^\{(.+?)(\+?)\}$/.exec(text);
  if (label === null) {
    return { kind: 'literal', text };
  }
  const [, name, plus] = label;
  assert(name !== undefined, 'the group takes part in every match');
  return { kind: plus === '+' ? 'greedy' : 'label', name };
}

/** Of two operations on the same path the one is meant that demands more. */
function specificity(route: Route): number {
  const literals = route.segments.filter(({ kind }) => kind === 'literal').length;
  const greedy = route.segments.some(({ kind }) => kind === 'greedy') ? 1 : 0;
  const parameters = route.query.length + route.requiredQuery.length + route.requiredHeaders.length;
  return (parameters * 100 + literals) * 2 - greedy;
}

function hasFixedQuery(route: Route, { query }: WireRequest): boolean {
  return route.query.every(([name, value]) => query.has(name) && (value === '' || query.get(name) === value));
}

function hasRequiredParameters(route: Route, { query, headers }: WireRequest): boolean {
  return (
    route.requiredQuery.every((name) => query.has(name)) &&
    route.requiredHeaders.every((name) => headers[name] !== undefined)
  );
}

/** A trailing slash belongs to the name in a greedy label; elsewhere it means nothing. */
function matchPath(route: readonly Segment[], sent: readonly string[]): Map<string, string> | undefined {
  const greedyAt = route.findIndex(({ kind }) => kind === 'greedy');
  const path = greedyAt === -1 ? withoutTrailingSlash(sent) : sent;
  if (greedyAt === -1 ? path.length !== route.length : path.length < route.length) {
    return undefined;
  }
  const labels = new Map<string, string>();
  for (const [index, segment] of route.entries()) {
    // What follows a greedy label is counted from the end.
    const start = greedyAt !== -1 && index > greedyAt ? path.length - (route.length - index) : index;
    const end = segment.kind === 'greedy' ? path.length - (route.length - 1 - index) : start + 1;
    const text = path.slice(start, end).join('/');
    if (segment.kind === 'literal' ? segment.text !== text : text === '') {
      return undefined;
    }
    if (segment.kind !== 'literal') {
      labels.set(segment.name, text);
    }
  }
  return labels;
}

function withoutTrailingSlash(segments: readonly string[]): readonly string[] {
  return segments.at(-1) === '' ? segments.slice(0, -1) : segments;
}
