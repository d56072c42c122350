/** Where the MQTT broker is. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** MQTT over TLS with client certificates. */
export const defaultMqttPort = 8883;

export class InvalidEndpointError extends Error {
  override readonly name = 'InvalidEndpointError';

  constructor(value: string) {
    super(
      `The endpoint ${JSON.stringify(value.slice(0, 100))} is not legal: write a host name, or host:port, ` +
        `with a port from 1 to 65535 and no scheme, as in "name-ats.iot.us-east-1.amazonaws.com".`,
    );
  }
}

const hostLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const hostAndPort = new RegExp(`^(${hostLabel}(?:\\.${hostLabel})*)(?::([1-9][0-9]{0,4}))?$`);

/**
 * Reads `host` or `host:port`; the port is {@link defaultMqttPort} unless given.
 * @throws InvalidEndpointError
 */
export function parseEndpoint(value: string): Endpoint {
  const [, host, portText] = value.length <= 260 ? (hostAndPort.exec(value) ?? []) : [];
  const port = portText === undefined ? defaultMqttPort : Number(portText);
  if (host === undefined || host.length > 253 || port > 65535) {
    throw new InvalidEndpointError(value);
  }
  return { host, port };
}

/** The inverse of {@link parseEndpoint}; a default port is left out. */
export function formatEndpoint({ host, port }: Endpoint): string {
  return port === defaultMqttPort ? host : `${host}:${port}`;
}
