import { downloadDeviceBundle, startLocalCloud } from '@fleet/local-fleet';
import { SimulatedFleet } from '../load/simulated-fleet';
import {
  deployEmptyFleet,
  scaleConfig,
  startScaleCloud,
  type Place,
  type ScaleCloud,
} from '../rotation/scale-cloud';
import { measuredVisit, type MeasuredVisit } from './measured-visit';

/** One thing in a hundred is due, as in the registries that are swept. */
const dueOf = (things: number) => Math.ceil(things / 100);

/** Devices that have provisioned: with certificates, a record, and what the hooks decided about them. */
const provisioned = Array.from({ length: 8 }, (_, index) => `looked-at-${index + 1}`);

/** Each run is over a cloud and a console that have just started. */
export async function measureConsole(place: Place, things: number, runs: number): Promise<MeasuredVisit[]> {
  const empty = await deployEmptyFleet(place);
  const loaded = await startScaleCloud({ things, due: dueOf(things) }, empty, place);
  await provision(loaded);
  const visits: MeasuredVisit[] = [];
  for (let run = 1; run <= runs; run += 1) {
    place.say(`run ${run} of ${runs}`);
    visits.push(await visitAnew(loaded, place));
  }
  return visits;
}

async function provision({ cloud }: ScaleCloud): Promise<void> {
  const { resourceTag, models } = scaleConfig;
  const [model = 'unknown'] = models;
  const bundle = await downloadDeviceBundle(cloud.endpoints, { resourceTag, model });
  const fleet = new SimulatedFleet({ cloud, resourceTag, model, bundle });
  await fleet.provisionAll(provisioned);
  await cloud.process.stop();
}

async function visitAnew({ cloud, environment }: ScaleCloud, place: Place): Promise<MeasuredVisit> {
  const { workspaceRoot, resources } = place;
  const { dataDirectory } = cloud;
  const started = await startLocalCloud({ workspaceRoot, resources, dataDirectory, port: 0, mqttPort: 0 });
  try {
    const ofRun = { cloud: started, environment: { ...environment, ...started.environment } };
    return await measuredVisit(ofRun, place, provisioned);
  } finally {
    await started.process.stop();
  }
}
