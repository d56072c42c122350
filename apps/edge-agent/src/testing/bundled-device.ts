import assert from 'node:assert/strict';
import { bundledAgent } from './agent-bundle';
import { AgentProgram } from './agent-program';
import { TestCloud } from './test-cloud';

/** A device with the agent as it is delivered, and the cloud that it comes to. */
export interface BundledDevice {
  readonly cloud: TestCloud;
  readonly device: AgentProgram;
}

/** They are new before each test of a file, and end after it. */
export function bundledDevice(): () => BundledDevice {
  let started: BundledDevice | undefined;

  beforeEach(async () => {
    const cloud = await TestCloud.start();
    started = { cloud, device: new AgentProgram(bundledAgent(), cloud) };
  });

  afterEach(async () => {
    await started?.device.dispose();
    await started?.cloud.close();
    started = undefined;
  });

  return () => {
    assert(started !== undefined, 'A device is there while a test runs');
    return started;
  };
}
