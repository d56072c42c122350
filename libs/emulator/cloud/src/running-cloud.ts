import { readFileSync } from 'node:fs';
import type { Endpoints } from '@fleet/running-cloud';
import { movableClock } from './administration/movable-clock';
import { settableFaults } from './administration/settable-faults';
import type { Closers } from './closers';
import { CloudClosedError, CloudNotEphemeralError } from './cloud-errors';
import type { Cloud } from './cloud-interface';
import type { Lives } from './lives';

/** What `startCloud` answers with. Resets and the end wait for each other. */
export function runningCloud(
  endpoints: Endpoints,
  parts: { lives: Lives; closers: Closers; ephemeral: boolean; dataDirectory: string },
): Cloud {
  const { lives, closers } = parts;
  const { aws: endpoint, region, accountId, credentials, mqtt, rootCa: rootCaFile } = endpoints;
  let renewed: Promise<void> = Promise.resolve();
  let closed: Promise<void> | undefined;
  const end = () => closers.close();
  const close = () => (closed ??= renewed.then(end, end));
  const reset = () => {
    if (closed !== undefined) {
      return Promise.reject(new CloudClosedError());
    }
    if (!parts.ephemeral) {
      return Promise.reject(new CloudNotEphemeralError(parts.dataDirectory));
    }
    return (renewed = renewed.then(() => lives.renew()));
  };
  return {
    endpoint,
    region,
    accountId,
    credentials,
    mqttHost: mqtt.host,
    mqttPort: mqtt.port,
    rootCa: readFileSync(rootCaFile, 'utf8'),
    rootCaFile,
    environment: environmentOf(endpoints),
    clock: movableClock(() => lives.current.time),
    faults: settableFaults(() => lives.current.faults),
    reset,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function environmentOf({ aws, credentials, region, mqtt, rootCa }: Endpoints): Cloud['environment'] {
  return {
    AWS_ENDPOINT_URL: aws,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    LOCAL_CLOUD_MQTT_HOST: mqtt.host,
    LOCAL_CLOUD_MQTT_PORT: String(mqtt.port),
    LOCAL_CLOUD_ROOT_CA: rootCa,
  };
}
