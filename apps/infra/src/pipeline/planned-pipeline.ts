import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { InadmissibleSerialError, parseSerial, serialRules, type FleetConfig } from '@fleet/fleet-contract';
import { readFleetConfig, readRootCa } from '@fleet/operator-context';
import { defined } from '@fleet/optional-members';
import type { PlannedPipeline } from './fleet-pipeline-stack';
import type { PlannedStage } from './fleet-stage';
import { modelOf, UnknownModelError } from '../smoke-test/smoke-test';
import {
  readPipelineConfig,
  type Place,
  type PipelineConfig,
  type PipelineStage,
  type SmokeTest,
} from './pipeline-config';

/** What the pipeline's builds would not find, or could not do, as the configuration says it. */
export class UnfitPipelineError extends Error {
  override readonly name = 'UnfitPipelineError';
}

/**
 * The pipeline with all that its configuration names.
 * @param path of the pipeline's configuration
 * @throws UnfitPipelineError, UnreadablePipelineConfigError, InvalidPipelineConfigError
 * @throws what is wrong with a fleet's configuration
 */
export function planPipeline(
  path: string,
  {
    root,
    output,
    cdkVersion,
  }: { readonly root: string; readonly output: string; readonly cdkVersion: string },
): PlannedPipeline {
  const config = readPipelineConfig(path);
  const stages = config.stages.map((stage) => planStage(stage, path, root));
  refuseSharedFleets(config, stages);
  return {
    ...config,
    stages,
    configPath: inWorkspace(path, root),
    output: relative(root, output),
    cdkVersion,
  };
}

function planStage(stage: PipelineStage, pipelinePath: string, root: string): PlannedStage {
  const path = resolve(dirname(pipelinePath), stage.fleetConfig);
  const fleetConfig = inWorkspace(path, root);
  const fleet = readFleetConfig(path);
  const { smokeTest } = stage;
  if (smokeTest !== undefined) {
    refuseSmokeTest(stage.name, fleetConfig, () => {
      modelOf(fleet, smokeTest.model);
      parseSerial(smokeTest.serial, serialRules(fleet));
    });
    refuseWithoutVoucher(stage, fleet);
  }
  return {
    ...stage,
    fleetConfig,
    fleet,
    ...defined({ smokeTest: smokeTest && withVoucher(smokeTest, pipelinePath, root) }),
    ...defined({ rootCa: readRootCa(fleet, path) }),
  };
}

/** The builds run in the root of the repository. */
function withVoucher({ voucher, ...rest }: SmokeTest, pipelinePath: string, root: string): SmokeTest {
  return voucher === undefined
    ? rest
    : { ...rest, voucher: inWorkspace(resolve(dirname(pipelinePath), voucher), root) };
}

function refuseWithoutVoucher({ name, smokeTest }: PipelineStage, { provisioning }: FleetConfig): void {
  if (provisioning === 'voucher' && smokeTest?.voucher === undefined) {
    throw new UnfitPipelineError(
      `The fleet of the stage ${name} asks for vouchers, and its smoke test has none. Issue one for its serial ` +
        'number with fleet-cli vouchers issue, and name the file in smokeTest.voucher.',
    );
  }
}

function refuseSmokeTest(stage: string, fleetConfig: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof InadmissibleSerialError) && !(error instanceof UnknownModelError)) {
      throw error;
    }
    throw new UnfitPipelineError(
      `The smoke test of the stage ${stage} does not fit ${fleetConfig}. ${error.message}`,
      { cause: error },
    );
  }
}

/** The pipeline's builds have the repository and nothing else of this machine. */
function inWorkspace(path: string, root: string): string {
  const found = relative(root, path);
  if (found === '..' || found.startsWith(`..${sep}`) || isAbsolute(found)) {
    throw new UnfitPipelineError(
      `${path} is outside of the repository. The pipeline builds from the repository: move the file into it, and commit it.`,
    );
  }
  return found.split(sep).join('/');
}

/** Two stages of one name and place would deploy one stack by turns. */
function refuseSharedFleets(config: PipelineConfig, stages: readonly PlannedStage[]): void {
  const placeOf = ({ account, region }: Place): string => `${account}/${region}`;
  const seen = new Map<string, string>();
  for (const stage of stages) {
    const place = stage.place ?? config.place;
    const key = `${stage.fleet.resourceTag} ${place === undefined ? '' : placeOf(place)}`;
    const other = seen.get(key);
    if (other !== undefined) {
      throw new UnfitPipelineError(
        `The stages ${other} and ${stage.name} are the same fleet: both have the resource tag ` +
          `${stage.fleet.resourceTag} in one account and region. Give one of them another resourceTag or place.`,
      );
    }
    seen.set(key, stage.name);
  }
}
