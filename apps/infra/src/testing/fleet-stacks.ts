import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations, type Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { parseFleetConfig, type FleetConfig } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import { failsOnSchemas } from '../assembly/schema-checks';
import { FleetStack } from '../fleet-stack';

/**
 * Fleet stacks for tests, over empty bundles, each in an app that cdk-nag looks at. The comparison with CloudFormation's
 * schemas, which takes seconds, is left to `synthesiseBySchemas`.
 */
export class FleetStacks {
  private readonly folder = mkdtempSync(join(tmpdir(), 'fleet-stack-'));
  readonly bundles = {
    hookLambda: this.lambda('hook-lambda'),
    claimLambda: this.lambda('claim-lambda'),
    rotationLambda: this.lambda('rotation-lambda'),
    agent: join(this.folder, 'agent.js'),
  };

  constructor() {
    process.env['CDK_VALIDATION'] = 'false';
    writeFileSync(this.bundles.agent, '');
  }

  of(change: Partial<FleetConfig> = {}, rootCa?: string): FleetStack {
    const app = new App({ outdir: mkdtempSync(join(this.folder, 'out-')), context: failsOnSchemas });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    return new FleetStack(app, 'Fleet', {
      config: parseFleetConfig({ models: ['model-1'], ...change }),
      bundles: this.bundles,
      ...defined({ rootCa }),
    });
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

/** @throws what cdk-nag objects to, among others */
export function synthesise(stack: Stack): void {
  const { root } = stack.node;
  if (!(root instanceof App)) {
    throw new Error('the stack is in no app');
  }
  const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    root.synth();
  } finally {
    printed.mockRestore();
  }
}

/** @throws what CloudFormation's own schemas object to, and cdk-nag */
export function synthesiseBySchemas(stack: Stack): void {
  process.env['CDK_VALIDATION'] = 'true';
  try {
    synthesise(stack);
  } finally {
    process.env['CDK_VALIDATION'] = 'false';
  }
}
