import { Stage } from 'aws-cdk-lib';
import { fleetNames, type FleetConfig } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import type { Construct } from 'constructs';
import type { BundlePaths } from '@fleet/cdk';
import { FleetStack } from '../fleet-stack';
import type { PipelineStage } from './pipeline-config';
import { StageRole } from './stage-role';

/** A stage of the pipeline with all that its files say. */
export interface PlannedStage extends PipelineStage {
  readonly fleet: FleetConfig;
  /** PEM of the root CA that devices trust, where those of Amazon are not meant. */
  readonly rootCa?: string;
}

export interface FleetStageProps {
  readonly planned: PlannedStage;
  readonly bundles: BundlePaths;
  /** ARN of the role of the builds that follow a deploy. */
  readonly builds: string;
}

/**
 * One fleet of the pipeline. Its stack has the name and the ids that `infra:deploy` gives it: a pipeline can take over a
 * fleet that was deployed by hand, and the operator's commands work on the pipeline's fleets.
 */
export class FleetStage extends Stage {
  constructor(scope: Construct, id: string, { planned, bundles, builds }: FleetStageProps) {
    super(scope, id, defined({ env: planned.place }));
    const { fleet: config, rootCa, smokeTest } = planned;
    const names = fleetNames(config.resourceTag);
    new FleetStack(this, names.stack, {
      ...defined({ rootCa }),
      config,
      bundles,
      stackName: names.stack,
    });
    new StageRole(this, 'pipeline-access', { config, builds, ...defined({ smokeTest }) });
  }
}
