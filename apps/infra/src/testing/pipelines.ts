import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { parseFleetConfig, type FleetConfig } from '@fleet/fleet-contract';
import { failsOnSchemas } from '../assembly/schema-checks';
import type { BundlePaths } from '@fleet/cdk';
import { FleetPipelineStack, type PlannedPipeline } from '../pipeline/fleet-pipeline-stack';
import type { PlannedStage } from '../pipeline/fleet-stage';
import { parsePipelineConfig } from '../pipeline/pipeline-config';

/** A stage over a fleet that no file describes. */
export function plannedStage(
  stage: { readonly name: string } & Readonly<Record<string, unknown>>,
  fleet: Partial<FleetConfig> = {},
): PlannedStage {
  const fleetConfig = `${stage.name}.json`;
  const [parsed] = parsePipelineConfig({
    source: { kind: 'codecommit', repository: 'fleet' },
    place: { account: '111111111111', region: 'eu-central-1' },
    stages: [{ fleetConfig, ...stage }],
  }).stages;
  if (parsed === undefined) {
    throw new Error('a stage was parsed');
  }
  return { ...parsed, fleet: parseFleetConfig({ models: ['model-1'], ...fleet }) };
}

/** A pipeline with a staging fleet that has a smoke test, and a production fleet that has to be approved. */
export function pipelineStack(
  bundles: BundlePaths,
  { outdir, change = {} }: { readonly outdir: string; readonly change?: Partial<PlannedPipeline> },
): FleetPipelineStack {
  const app = new App({ outdir: join(outdir, 'pipeline.out'), context: failsOnSchemas });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const pipeline: PlannedPipeline = {
    name: 'fleet',
    source: { kind: 'codecommit', repository: 'fleet', branch: 'main' },
    stages: [
      plannedStage({ name: 'staging', smokeTest: { serial: 'SMOKE-TEST' } }, { resourceTag: 'staging' }),
      plannedStage({ name: 'production', approval: true }),
    ],
    configPath: 'apps/infra/pipeline.config.json',
    output: 'dist/apps/infra/pipeline.out',
    cdkVersion: '2.1148.1',
    ...change,
  };
  return new FleetPipelineStack(app, 'fleet-pipeline', { pipeline, bundles });
}
