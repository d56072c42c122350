import { randomBytes } from 'node:crypto';
import type { Agent } from '../agent';
import type { Device } from '../device/device';
import type { Dispatcher } from '../session/dispatcher';
import { endpointSettingsOf, type ListenOptions } from './endpoint-settings';
import { openLocalEndpoint, type LocalEndpoint } from './local-endpoint';

/** Opens the endpoint for an agent that is ready for it. */
export type EndpointOpener = (
  agent: Agent,
  dispatcher: Dispatcher,
  signal: AbortSignal,
) => Promise<LocalEndpoint>;

/** @throws InvalidListenAddressError, DeviceFolderError, FileUnreadableError */
export function endpointOpener(device: Device, options: ListenOptions): EndpointOpener | undefined {
  const settings = endpointSettingsOf(device, options);
  const nonce = (): string => randomBytes(4).toString('hex');
  return (
    settings &&
    ((agent, dispatcher, signal) => openLocalEndpoint(agent, dispatcher, { ...settings, nonce }, signal))
  );
}
