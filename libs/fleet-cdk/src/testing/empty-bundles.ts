import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundlePaths } from '../fleet-provisioning-props';

/** Bundles without code, for stacks that are synthesised and never deployed, and a folder for their assemblies. */
export class EmptyBundles {
  private readonly folder = mkdtempSync(join(tmpdir(), 'fleet-stack-'));
  readonly paths: BundlePaths = {
    hookLambda: this.lambda('hook-lambda'),
    claimLambda: this.lambda('claim-lambda'),
    rotationLambda: this.lambda('rotation-lambda'),
    agent: join(this.folder, 'agent.js'),
  };

  constructor() {
    writeFileSync(this.paths.agent, '');
  }

  outdir(): string {
    return mkdtempSync(join(this.folder, 'out-'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private lambda(name: string): string {
    const bundle = join(this.folder, name);
    mkdirSync(bundle);
    writeFileSync(join(bundle, 'index.js'), `// ${name}`);
    return bundle;
  }
}
