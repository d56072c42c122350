import assert from 'node:assert/strict';
import { IoT } from '@aws-sdk/client-iot';
import type { SettableClock } from '@fleet/emulator-clock';
import { parseStatement } from '@fleet/iot-sql';
import { checkRunnable } from '@fleet/mqtt-broker';
import { serveServices } from '@fleet/served-services';
import { openControlPlane } from '../control-plane';
import type { ControlPlane } from '../control-plane';
import { controlPlaneService } from '../control-plane-service';

/** A role that does not let AWS IoT assume it; every other one does. */
export const untrustingRoleArn = 'arn:aws:iam::123456789012:role/untrusting';

/** The control plane behind HTTP, and the AWS SDK's own client for it. */
export interface ServedControlPlane {
  readonly client: IoT;
  readonly iot: ControlPlane;
  readonly clock: SettableClock;
  close(): Promise<void>;
}

export async function serveControlPlane(): Promise<ServedControlPlane> {
  let iot: ControlPlane | undefined;
  const served = await serveServices(async (ground) => {
    iot = await openControlPlane({
      ...ground,
      serverHosts: [],
      hooks: { invoke: () => Promise.reject(new Error('nothing here asks a hook')) },
      readStatement: parseStatement,
      checkAction: checkRunnable,
      roleTrust: (roleArn) => roleArn !== untrustingRoleArn,
      authorizeRole: () => undefined,
    });
    return [controlPlaneService(iot, { mqtt: () => 'localhost:8883' })];
  });
  assert(iot !== undefined, 'the control plane is open before it is served');
  const controlPlane: ControlPlane = iot;
  const client = new IoT(served.client);
  return {
    client,
    iot: controlPlane,
    clock: served.clock,
    close: async () => {
      client.destroy();
      controlPlane.close();
      await served.close();
    },
  };
}
