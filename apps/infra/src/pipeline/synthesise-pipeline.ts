import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { failsOnSchemas } from '../assembly/schema-checks';
import type { BundlePaths } from '@fleet/cdk';
import { FleetPipelineStack, type PlannedPipeline } from './fleet-pipeline-stack';
import { pipelineStackName } from './pipeline-names';

/** Synthesises the pipeline, with all fleets that it deploys, into a cloud assembly. */
export function synthesisePipeline(
  assembly: string,
  { pipeline, bundles }: { readonly pipeline: PlannedPipeline; readonly bundles: BundlePaths },
): void {
  const app = new App({ outdir: assembly, context: failsOnSchemas });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  new FleetPipelineStack(app, pipelineStackName(pipeline.name), { pipeline, bundles });
  app.synth();
}
