import type { NormalizedSchema } from '@smithy/core/schema';

/** Where the members of an operation's input or output travel. */
export interface RestBindings {
  readonly labels: readonly BoundMember[];
  readonly query: readonly BoundMember[];
  readonly headers: readonly BoundMember[];
  /** A map whose keys become headers with a prefix, e.g. `x-amz-meta-`. */
  readonly prefixHeaders: readonly BoundMember[];
  /** A map that takes the query parameters nobody else is bound to. */
  readonly queryMap: readonly BoundMember[];
  readonly statusCode: string | undefined;
  /** The member that is the whole body. */
  readonly payload: BoundMember | undefined;
  /** The members that are in the body together. */
  readonly body: readonly BoundMember[];
}

export interface BoundMember {
  readonly name: string;
  readonly schema: NormalizedSchema;
  /** Name of the header or parameter, lower case for headers. */
  readonly wireName: string;
}

const known = new WeakMap<NormalizedSchema, RestBindings>();

/** Sorts the members by their HTTP binding traits (Smithy 2.0, "HTTP binding traits"). */
export function restBindings(schema: NormalizedSchema): RestBindings {
  const bindings = known.get(schema) ?? sortMembers(schema);
  known.set(schema, bindings);
  return bindings;
}

function sortMembers(schema: NormalizedSchema): RestBindings {
  const members = schema.isStructSchema() ? [...schema.structIterator()].map(bind) : [];
  const at = (place: Place) => members.filter((member) => member.place === place);
  return {
    labels: at('label'),
    query: at('query'),
    headers: at('header'),
    prefixHeaders: at('prefixHeaders'),
    queryMap: at('queryMap'),
    statusCode: at('statusCode')[0]?.name,
    payload: at('payload')[0],
    body: at('body'),
  };
}

type Place = 'label' | 'query' | 'header' | 'prefixHeaders' | 'queryMap' | 'statusCode' | 'payload' | 'body';

function bind([name, schema]: [string, NormalizedSchema]): BoundMember & { place: Place } {
  const {
    httpLabel,
    httpQuery,
    httpHeader,
    httpPrefixHeaders,
    httpQueryParams,
    httpResponseCode,
    httpPayload,
  } = schema.getMergedTraits();
  const bound = (place: Place, wireName = name) => ({ name, schema, wireName, place });
  if (httpLabel) {
    return bound('label');
  }
  if (typeof httpQuery === 'string') {
    return bound('query', httpQuery);
  }
  if (typeof httpHeader === 'string') {
    return bound('header', httpHeader.toLowerCase());
  }
  if (typeof httpPrefixHeaders === 'string') {
    return bound('prefixHeaders', httpPrefixHeaders.toLowerCase());
  }
  if (httpQueryParams) {
    return bound('queryMap');
  }
  if (httpResponseCode) {
    return bound('statusCode');
  }
  if (httpPayload) {
    return bound('payload');
  }
  return bound('body');
}
