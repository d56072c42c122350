import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { fleetNames } from '@fleet/fleet-contract';
import { FleetStack, type FleetStackProps } from '../fleet-stack';
import { failsOnSchemas } from './schema-checks';
import { forgetRecord, recordOf, writeRecord, type AssemblyInputs } from './assembly-record';

/** Synthesises the fleet's stack into a cloud assembly that fits any account and region. */
export function synthesiseFleet(assembly: string, inputs: AssemblyInputs): void {
  const { config, rootCa, bundles } = inputs;
  const record = recordOf(inputs);
  forgetRecord(assembly);
  const app = new App({ outdir: assembly, context: failsOnSchemas });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const props: FleetStackProps = { config, bundles };
  if (rootCa !== undefined) {
    props.rootCa = rootCa;
  }
  new FleetStack(app, fleetNames(config.resourceTag).stack, props);
  app.synth();
  writeRecord(assembly, record);
}
