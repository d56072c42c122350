import { stripVTControlCharacters } from 'node:util';
import { runOperator, startLocalCloud, type LocalCloudProcess } from '@fleet/local-fleet';
import { dueDate, parseCertDate } from '@fleet/cert-dates';
import type { FleetConfig } from '@fleet/fleet-contract';
import type { ResourceStack } from '@fleet/resource-stack';
import { allowDevice } from './admission';
import { startConsole } from './console';
import { lookUp, prepareDevice, provision, startRunning, talk, type Registration } from './device-story';
import type { Narration, StepNarration } from './narration';
import { nextCommands } from './next-commands';
import type { DemoOptions } from './options';
import { demoSerial, type Places } from './places';

export interface DemoStage {
  options: DemoOptions;
  places: Places;
  workspaceRoot: string;
  config: FleetConfig;
  narration: Narration;
  /** Every process that is started, so that all of them can be ended. */
  resources: ResourceStack;
}

/** The main job, from an empty machine to a provisioned device that talks. */
export async function playDemo(stage: DemoStage): Promise<void> {
  const { narration, places, config, options } = stage;
  const model = firstModel(config);
  const cloud = await narration.runStep('Start local-cloud, an AWS for one machine', () => startCloud(stage));
  await narration.runStep('Deploy the fleet with the real cdk CLI', (step) =>
    deployFleet(stage, cloud, step),
  );
  await narration.runStep(`Put the bundle of ${model} on the device ${demoSerial}`, async ({ note }) => {
    const fleet = { resourceTag: config.resourceTag, model };
    const outcome = await prepareDevice(cloud, fleet, { folder: places.device, serial: demoSerial });
    note(
      outcome === 'kept' ? 'it is there from an earlier demo' : `unzipped client.zip into ${places.device}`,
    );
  });
  await narration.runStep('Exchange the claim certificate for one of its own', async ({ note }) => {
    await allowDevice(cloud, stage, note);
    await provision(places.device, note, stage.resources);
  });
  const agent = await narration.runStep('Start the agent and talk with it', async ({ note }) => {
    const running = await startRunning(places.device, stage.resources);
    note(`the device received: ${await talk(cloud, running, demoSerial)}`);
    return running;
  });
  const page = await narration.runStep('Start the console, a page to look at all this', () =>
    startConsole(stage, cloud),
  );
  summarise(stage, cloud, await lookUp(cloud, demoSerial));
  if (options.once) {
    await agent.stop();
  } else {
    page.present();
  }
}

async function startCloud(stage: DemoStage): Promise<LocalCloudProcess> {
  const { options, places, workspaceRoot, resources } = stage;
  const free = options.once ? 0 : undefined;
  return startLocalCloud({
    workspaceRoot,
    dataDirectory: places.cloud,
    port: free ?? options.port,
    mqttPort: free ?? options.mqttPort,
    resources,
  });
}

/** A line of the cdk CLI about a resource that is done: how far it is, and what it was. */
const resourceDone = /\| +(\d+\/\d+) \|[^|]*\| (?:CREATE|UPDATE)_COMPLETE +\| (\S+)/;

async function deployFleet(stage: DemoStage, cloud: LocalCloudProcess, step: StepNarration): Promise<void> {
  let latest = 'no changes';
  const operator = runOperator(['deploy', '--', '--progress', 'events'], {
    workspaceRoot: stage.workspaceRoot,
    resources: stage.resources,
    environment: cloud.environment,
    onLine: (line) => {
      // Under Nx the cdk CLI gets an option to colour its output, although nobody sees it.
      const [, count, type] = resourceDone.exec(stripVTControlCharacters(line)) ?? [];
      if (count === undefined || type === undefined) {
        return;
      }
      latest = `${count} resources`;
      step.progress(`${latest}, ${type}`);
    },
  });
  await operator.succeed();
  step.note(latest);
}

function summarise(stage: DemoStage, cloud: LocalCloudProcess, device: Registration): void {
  const { narration, places, config } = stage;
  const issued = parseCertDate(device.issued);
  const due = dueDate({ ...config, issued, thingName: demoSerial });
  const { mqtt, aws } = cloud.endpoints;
  narration.line();
  const fact = (name: string, value: string) => narration.line(`  ${name.padEnd(14)} ${value}`);
  fact('MQTT endpoint', `${mqtt.host}:${mqtt.port}`);
  fact('AWS endpoint', aws);
  fact('thing', `${demoSerial} (${device.model})`);
  fact('certificate', device.certificateId);
  fact('issued', `${device.issued}, due for rotation from ${due} on`);
  if (stage.options.once) {
    return;
  }
  narration.line();
  narration.line('Try next, in this folder, in another terminal:');
  for (const command of nextCommands(places.device)) {
    narration.line(`  ${narration.paint('cyan', command)}`);
  }
}

function firstModel({ models: [model] }: FleetConfig): string {
  if (model === undefined) {
    throw new Error('the configuration has no model, which its schema does not admit');
  }
  return model;
}
