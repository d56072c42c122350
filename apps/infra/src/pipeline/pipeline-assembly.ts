import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** A stack of the pipeline's own, in its assembly. */
export interface AssembledStack {
  readonly name: string;
  /** Absent where the assembly fits any region. */
  readonly region?: string;
}

const manifest = z.looseObject({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      environment: z.optional(z.string()),
      properties: z.optional(z.looseObject({ stackName: z.optional(z.string()) })),
    }),
  ),
});

/** The stacks of the pipeline itself: one, and one for each other region that it deploys to. The fleets are not among them. */
export function pipelineStacks(assembly: string): readonly AssembledStack[] {
  const content = manifest.parse(JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8')));
  return Object.entries(content.artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { environment, properties }]) => {
      const name = properties?.stackName ?? id;
      const region = environment?.split('/').at(-1);
      return region === undefined || region === 'unknown-region' ? { name } : { name, region };
    });
}
