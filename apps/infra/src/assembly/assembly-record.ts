import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FleetConfig } from '@fleet/fleet-contract';
import * as z from 'zod/mini';
import type { BundlePaths } from '@fleet/cdk';

/** What an assembly is made of, a digest of each part. */
const assemblyRecord = z.object({
  configuration: z.string(),
  rootCa: z.string(),
  bundles: z.string(),
  program: z.string(),
});
export type AssemblyRecord = z.infer<typeof assemblyRecord>;

/** For people. */
const partNames: Readonly<Record<keyof AssemblyRecord, string>> = {
  configuration: 'the configuration',
  rootCa: 'the root CA',
  bundles: 'the code of the functions or of the agent',
  program: 'the CDK app',
};

/** The assembly is not the one of the configuration and the code that are there now. */
export class StaleAssemblyError extends Error {
  override readonly name = 'StaleAssemblyError';
  constructor(assembly: string, why: string, options?: ErrorOptions) {
    super(
      `The assembly in ${assembly} ${why}. Nothing was done. Synthesise it with the same FLEET_CONFIG and ` +
        'FLEET_ASSEMBLY, and repeat the command: npx nx run infra:synth',
      options,
    );
  }
}

export interface AssemblyInputs {
  readonly config: FleetConfig;
  /** PEM, or nothing for the roots of Amazon. */
  readonly rootCa: string | undefined;
  readonly bundles: BundlePaths;
  /** The built program that synthesises, and the manifests of the packages that it loads: their versions. */
  readonly program: readonly string[];
}

/** The record of an assembly that is made of this, as it lies on the disk now. */
export function recordOf({ config, rootCa, bundles, program }: AssemblyInputs): AssemblyRecord {
  return {
    configuration: digest(JSON.stringify(Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1)))),
    rootCa: digest(...(rootCa === undefined ? [] : [rootCa])),
    bundles: digest(
      ...[bundles.hookLambda, bundles.claimLambda, bundles.rotationLambda, bundles.agent].flatMap(filesIn),
    ),
    program: digest(...program.flatMap(filesIn)),
  };
}

/** Until the assembly is whole, it has no record. */
export function forgetRecord(assembly: string): void {
  rmSync(recordFile(assembly), { force: true });
}

/** Leaves the record beside what was synthesised: the whole of it, or none. */
export function writeRecord(assembly: string, record: AssemblyRecord): void {
  const file = recordFile(assembly);
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

export function isFresh(assembly: string, wanted: AssemblyRecord): boolean {
  try {
    assertFresh(assembly, wanted);
    return true;
  } catch (error) {
    if (error instanceof StaleAssemblyError) {
      return false;
    }
    throw error;
  }
}

/** @throws StaleAssemblyError naming each part that has changed since */
export function assertFresh(assembly: string, wanted: AssemblyRecord): void {
  const found = readRecord(assembly);
  const changed = Object.entries(partNames).filter(
    ([part]) => digestOf(found, part) !== digestOf(wanted, part),
  );
  if (changed.length === 0) {
    return;
  }
  const names = changed.map(([, name]) => name).join(', ');
  throw new StaleAssemblyError(assembly, `was synthesised before this changed: ${names}`);
}

function digestOf(record: AssemblyRecord, part: string): string | undefined {
  return new Map(Object.entries(record)).get(part);
}

function readRecord(assembly: string): AssemblyRecord {
  const file = recordFile(assembly);
  if (!existsSync(file)) {
    throw new StaleAssemblyError(assembly, 'does not exist, or is incomplete');
  }
  try {
    return assemblyRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    // Whatever is wrong with it, a damaged disk or an older version: synthesis replaces it.
    throw new StaleAssemblyError(assembly, 'has no record that can be read', { cause: error });
  }
}

function recordFile(assembly: string): string {
  return join(assembly, 'fleet-assembly.json');
}

/** The content of a file, or names and contents of all files in a folder, in one order. */
function filesIn(path: string): (string | Buffer)[] {
  if (statSync(path).isFile()) {
    return [readFileSync(path)];
  }
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
  return names.flatMap((name) =>
    statSync(join(path, name)).isFile() ? [name, readFileSync(join(path, name))] : [],
  );
}

/** Each part with its length before it, so that no two lists of parts look alike. */
function digest(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(`${Buffer.byteLength(part)}:`).update(part);
  }
  return hash.digest('hex');
}
