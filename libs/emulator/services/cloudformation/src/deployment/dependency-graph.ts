/** For each node the nodes that come before it. Nodes that are named but not in the map do not exist. */
export type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

export interface WalkOutcome {
  readonly failures: ReadonlyMap<string, unknown>;
  /** Nodes that were not visited, because of a failure before them. */
  readonly skipped: readonly string[];
}

export interface WalkOptions {
  /** At a failure: start nothing more (`stop`), or leave out only what depends on it (`continue`). */
  readonly onFailure: 'stop' | 'continue';
  readonly concurrency?: number;
}

/** A circle in the graph, if there is one. */
export function findCycle(graph: DependencyGraph): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string): string[] | undefined => {
    const start = path.indexOf(node);
    if (start >= 0) {
      return path.slice(start);
    }
    if (done.has(node)) {
      return undefined;
    }
    path.push(node);
    for (const before of graph.get(node) ?? []) {
      const cycle = graph.has(before) ? visit(before) : undefined;
      if (cycle !== undefined) {
        return cycle;
      }
    }
    path.pop();
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node);
    if (cycle !== undefined) {
      return cycle;
    }
  }
  return undefined;
}

/** The same graph backwards: the order of deletion. */
export function reversed(graph: DependencyGraph): DependencyGraph {
  const result = new Map<string, Set<string>>([...graph.keys()].map((node) => [node, new Set()]));
  for (const [node, befores] of graph) {
    for (const before of befores) {
      result.get(before)?.add(node);
    }
  }
  return result;
}

/**
 * Visits every node once, after all that come before it, as many at a time as allowed. Resolves when nothing runs any
 * more; failures are in the outcome.
 */
export async function walk(
  graph: DependencyGraph,
  visit: (node: string) => Promise<void>,
  { onFailure, concurrency = 8 }: WalkOptions,
): Promise<WalkOutcome> {
  const waiting = new Set(graph.keys());
  const visited = new Set<string>();
  const failures = new Map<string, unknown>();
  const running = new Map<string, Promise<void>>();
  const isReady = (node: string): boolean =>
    [...(graph.get(node) ?? [])].every((before) => visited.has(before) || !graph.has(before));
  const start = (node: string): void => {
    waiting.delete(node);
    const visiting = visit(node).then(
      () => void visited.add(node),
      (error: unknown) => void failures.set(node, error),
    );
    running.set(
      node,
      visiting.finally(() => void running.delete(node)),
    );
  };
  for (;;) {
    if (failures.size === 0 || onFailure === 'continue') {
      for (const node of waiting) {
        if (running.size < concurrency && isReady(node)) {
          start(node);
        }
      }
    }
    if (running.size === 0) {
      return { failures, skipped: [...waiting] };
    }
    await Promise.race(running.values());
  }
}
