import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ResourceStack } from '@fleet/resource-stack';
import { buildSync } from 'esbuild';
import { workspaceRoot } from '../workspace';
import type { AnswerMessage, CallFailure, CallMessage, DeviceCalls } from './sdk-device-calls';

/** The device's program, below the workspace so that it finds the SDK. */
const program = join(workspaceRoot, 'dist', 'apps', 'fleet-e2e', 'sdk-device.js');

export function buildSdkDevice(): void {
  buildSync({
    entryPoints: [join(__dirname, 'sdk-device.ts')],
    outfile: program,
    bundle: true,
    packages: 'external',
    platform: 'node',
  });
}

/** A call to the device failed there. */
export class DeviceCallError extends Error {
  override readonly name = 'DeviceCallError';
  readonly modeledError: unknown;

  constructor(method: string, failure: CallFailure) {
    super(`${method}: ${failure.name}: ${failure.message}`);
    this.modeledError = failure.modeledError;
  }
}

/** A device with AWS's SDK that runs as a process of its own; calls go one at a time. */
export class SdkDevice {
  private readonly child: ChildProcess;
  private readonly exit: Promise<unknown[]>;

  /** @param resources end the device with everything else of the test */
  constructor(resources: ResourceStack) {
    resources.defer(() => this.stop());
    this.child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.exit = once(this.child, 'exit');
  }

  async call<Method extends keyof DeviceCalls>(
    method: Method,
    ...args: Parameters<DeviceCalls[Method]>
  ): Promise<Awaited<ReturnType<DeviceCalls[Method]>>> {
    const answered = once(this.child, 'message');
    const message: CallMessage = { method, args };
    this.child.send(message);
    const died = this.exit.then(([code]: unknown[]) => {
      throw new DeviceCallError(method, { name: 'Exit', message: `the device ended with ${String(code)}` });
    });
    const [answer] = (await Promise.race([answered, died])) as [AnswerMessage];
    if ('failure' in answer) {
      throw new DeviceCallError(method, answer.failure);
    }
    return answer.result as Awaited<ReturnType<DeviceCalls[Method]>>;
  }

  /** Lets the device disconnect, and waits for its end. */
  private async stop(): Promise<void> {
    if (this.child.connected) {
      this.child.disconnect();
    }
    await this.exit;
  }
}
