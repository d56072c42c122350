import { principalKeys } from './requester';
import type { Requester } from './requester';

/** Values of context keys; a key of several values is a list. */
export type ContextKeys = Readonly<Record<string, string | readonly string[]>>;

/** What a request brings for conditions and policy variables. Made by {@link requestContext}. */
export class RequestContext {
  private known: ReadonlyMap<string, readonly string[]> | undefined;

  /**
   * @param keys read when a policy asks for the first one: most decide by action and resource alone
   * @param onMissing told of a key that a policy asks for, and the request does not have
   */
  constructor(
    private readonly keys: () => Iterable<readonly [string, string | readonly string[]]>,
    private readonly onMissing: (key: string) => void = () => undefined,
  ) {}

  /** The values of a key; `undefined` when the request does not have it. */
  key(name: string): readonly string[] | undefined {
    this.known ??= valuesByName(this.keys());
    const values = this.known.get(normalizeKey(name));
    if (values === undefined) {
      this.onMissing(name);
    }
    return values;
  }

  /**
   * What replaces a policy variable. A key with several values is no variable, and an empty value is none (user
   * guide, "Policy elements: Variables and tags").
   */
  variable(name: string): string | undefined {
    const values = this.key(name);
    const value = values?.length === 1 ? values[0] : undefined;
    return value === '' ? undefined : value;
  }
}

function valuesByName(
  keys: Iterable<readonly [string, string | readonly string[]]>,
): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  for (const [key, value] of keys) {
    values.set(normalizeKey(key), typeof value === 'string' ? [value] : value);
  }
  return values;
}

export interface ContextSources {
  readonly requester: Requester;
  /** The time of the request, for `aws:CurrentTime` and `aws:EpochTime`. */
  readonly now: Date;
  /** Further keys, read when a policy asks for one. They do not replace those that follow from requester and time. */
  readonly keys?: () => ContextKeys;
  /** Told of a key that a policy asks for, and the request does not have. */
  readonly onMissing?: ((key: string) => void) | undefined;
}

/** The context of a request: the keys that every request has, and the ones that its service adds. */
export function requestContext({ requester, now, keys, onMissing }: ContextSources): RequestContext {
  const all = (): [string, string | readonly string[]][] => [
    ...Object.entries(keys?.() ?? {}),
    ...principalKeys(requester).map(([key, value]): [string, string] => [key, value]),
    ['aws:CurrentTime', now.toISOString()],
    ['aws:EpochTime', String(Math.floor(now.getTime() / 1000))],
  ];
  return new RequestContext(all, onMissing);
}

/** Names of context keys are not case-sensitive, tag keys in them included (user guide, "Condition"). */
export function normalizeKey(key: string): string {
  return key.toLowerCase();
}
