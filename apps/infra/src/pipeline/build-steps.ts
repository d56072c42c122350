import { Duration } from 'aws-cdk-lib';
import { BuildSpec, ComputeType, LinuxBuildImage } from 'aws-cdk-lib/aws-codebuild';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { CodeBuildStep, ShellStep, type FileSet, type Step } from 'aws-cdk-lib/pipelines';
import type { PlannedStage } from './fleet-stage';
import type { SmokeTest } from './pipeline-config';
import { stageRoleArn } from './stage-role';

/** What every build of the pipeline runs on. */
export const buildDefaults = {
  buildEnvironment: { buildImage: LinuxBuildImage.STANDARD_7_0, computeType: ComputeType.MEDIUM },
  partialBuildSpec: BuildSpec.fromObject({
    phases: { install: { 'runtime-versions': { nodejs: '22' } } },
  }),
  timeout: Duration.hours(1),
};

/** The profile that the builds after a deploy write for themselves. */
const stageProfile = 'fleet-stage';

/**
 * Installs, tests and synthesises. The tests run without Nx's cache: what is deployed was tested on this very machine.
 * The source has no history of Git, so all of them run.
 */
export function buildAndSynthesise(
  source: FileSet,
  { configPath, output }: { readonly configPath: string; readonly output: string },
): SynthStep {
  return new SynthStep('Synth', {
    input: source,
    env: { NX_SKIP_NX_CACHE: 'true', PIPELINE_CONFIG: configPath },
    installCommands: ['npm ci'],
    commands: ['npm test', 'npx nx run infra:synth-pipeline'],
    primaryOutputDirectory: output,
  });
}

/** A step that has an output by its type, too, as the CDK's pipeline wants its synthesis. */
class SynthStep extends ShellStep {
  override get primaryOutput(): FileSet {
    return present(this.id, super.primaryOutput);
  }
}

/** What a step hands to others. */
export function outputOf({ id, primaryOutput }: Step): FileSet {
  return present(id, primaryOutput);
}

function present(step: string, output: FileSet | undefined): FileSet {
  if (output === undefined) {
    throw new Error(`The step ${step} of the pipeline has no output.`);
  }
  return output;
}

/**
 * Follows the deploy of a stage: looks after what CloudFormation does not notice, then provisions, rotates and removes
 * one device, if the stage has a smoke test.
 */
export function afterDeploy(source: FileSet, stage: PlannedStage, role: Role): CodeBuildStep {
  const { smokeTest, place, fleet } = stage;
  const target = `--profile ${stageProfile}`;
  return new CodeBuildStep(`after-${stage.name}`, {
    input: source,
    role,
    env: {
      FLEET_CONFIG: stage.fleetConfig,
      STAGE_ROLE: stageRoleArn(role.stack, fleet.resourceTag, place?.account),
      STAGE_REGION: place?.region ?? role.stack.region,
    },
    installCommands: ['npm ci'],
    commands: [
      // The build's own credentials are those of its container; the role beside the fleet is assumed with them.
      'export AWS_CONFIG_FILE="$(mktemp)"',
      `printf '[profile ${stageProfile}]\\nrole_arn = %s\\ncredential_source = EcsContainer\\nregion = %s\\n' ` +
        '"$STAGE_ROLE" "$STAGE_REGION" > "$AWS_CONFIG_FILE"',
      `npx nx run infra:after-deploy -- ${target}`,
      ...(smokeTest === undefined ? [] : [`npx nx run infra:smoke-test -- ${target}${wordsOf(smokeTest)}`]),
    ],
  });
}

/** The options of the command that say what the device is. */
function wordsOf({ serial, model, voucher }: SmokeTest): string {
  const options = { serial, model, voucher };
  return Object.entries(options)
    .map(([name, value]) => (value === undefined ? '' : ` --${name} '${value.replaceAll("'", `'\\''`)}'`))
    .join('');
}
