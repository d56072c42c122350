import type { Output } from '../cli/output';
import type { Fleet } from '../fleet/fleet';
import { viewDevice } from './device-view';
import { deviceWords } from './device-words';

/** Everything that record and registry have about a device. */
export async function showDevice(fleet: Fleet, output: Output, serial: string): Promise<void> {
  const view = await viewDevice(fleet, serial);
  await output.result(deviceWords(view), view);
}
