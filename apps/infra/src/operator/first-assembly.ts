import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';

const manifest = z.looseObject({
  artifacts: z.record(z.string(), z.looseObject({ properties: z.optional(z.looseObject({})) })),
});

/**
 * Works with a copy of an assembly whose stack has no termination protection. The cdk CLI protects a stack before it
 * has it approved: it then cannot take back a first deploy that is declined, and reports that in place of the refusal.
 * @param work gets the folder of the copy, which is gone afterwards
 */
export async function withUnprotectedAssembly<Result>(
  assembly: string,
  stack: string,
  work: (copy: string) => Promise<Result>,
): Promise<Result> {
  const copy = mkdtempSync(join(tmpdir(), 'fleet-first-deploy-'));
  try {
    cpSync(assembly, copy, { recursive: true });
    const file = join(copy, 'manifest.json');
    const content = manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
    const properties = content.artifacts[stack]?.properties;
    if (properties === undefined) {
      throw new Error(`The assembly in ${assembly} has no stack ${stack}`);
    }
    properties['terminationProtection'] = false;
    writeFileSync(file, JSON.stringify(content));
    return await work(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
