import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { fleetNames } from '@fleet/fleet-contract';
import { configFile, readFleetConfig, readRootCa } from '@fleet/operator-context';
import { errorInWords } from '@fleet/program-faults';
import { FleetStack } from './fleet-stack';
import { assemblyDirectory, bundlePaths } from './workspace';

/**
 * Synthesises the fleet's stack into a cloud assembly that fits any account and region. Run as a program, since the
 * cdk CLI then deploys the finished assembly as often as it likes.
 */
function synthesise(): void {
  const path = configFile(process.env);
  const config = readFleetConfig(path);
  const rootCa = readRootCa(config, path);
  const app = new App({ outdir: assemblyDirectory(process.env) });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  new FleetStack(app, fleetNames(config.resourceTag).stack, {
    config,
    bundles: bundlePaths(),
    ...(rootCa === undefined ? {} : { rootCa }),
  });
  app.synth();
}

try {
  synthesise();
} catch (error) {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
}
