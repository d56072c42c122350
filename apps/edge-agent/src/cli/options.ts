import { defaultKeyAlgorithm, keyAlgorithms } from '@fleet/certificate-request/key-algorithm';
import { awsConnectIntervalMillis } from '../connection/connect-pacing';

/** An option of the command line, whoever reads that. */
export interface OptionDefinition {
  /** Without the dashes before it. */
  readonly name: string;
  /** What the help calls its value. A switch has none. */
  readonly value?: string;
  readonly description: string;
  readonly env?: string;
  readonly default?: string | number;
  readonly choices?: readonly string[];
  /** It is a whole number of them. */
  readonly seconds?: { readonly least: number; readonly most: number };
  readonly mandatory?: true;
}

export const dirOption: OptionDefinition = {
  name: 'dir',
  value: '<folder>',
  description:
    "the device's folder, an unzipped client.zip (default: the folder of agent.js, else the current one)",
  env: 'AGENT_DIR',
};

export const identityDirOption: OptionDefinition = {
  name: 'identity-dir',
  value: '<folder>',
  description: "the folder for the device's keys and certificates (default: identity in the device's folder)",
  env: 'AGENT_IDENTITY_DIR',
};

export const jsonOption: OptionDefinition = {
  name: 'json',
  description: 'print the result as JSON on stdout',
  env: 'AGENT_JSON',
};

export const keysOption: OptionDefinition = {
  name: 'keys',
  value: '<origin>',
  description: 'who makes the private key; a key that the device makes never leaves it',
  choices: ['device', 'cloud'],
  default: 'device',
  env: 'AGENT_KEYS',
};

/** Without a default here, so that the code can see whether the option was given. */
export const keyAlgorithmOption: OptionDefinition = {
  name: 'key-algorithm',
  value: '<name>',
  description: `kind of key that the device makes for its next certificate (default: ${defaultKeyAlgorithm})`,
  choices: keyAlgorithms,
  env: 'AGENT_KEY_ALGORITHM',
};

export const connectIntervalOption: OptionDefinition = {
  name: 'connect-interval',
  value: '<seconds>',
  description: 'seconds between two connections; less than the default is for test servers only',
  seconds: { least: 0, most: 3600 },
  default: awsConnectIntervalMillis / 1000,
  env: 'AGENT_CONNECT_INTERVAL',
};

export const timeoutOption: OptionDefinition = {
  name: 'timeout',
  value: '<seconds>',
  description: 'start no new attempt after this many seconds',
  seconds: { least: 1, most: 604_800 },
  default: 60,
  env: 'AGENT_TIMEOUT',
};

export const voucherOption: OptionDefinition = {
  name: 'voucher',
  value: '<file>',
  description:
    "the voucher of this device's factory, where the fleet asks for one (default: voucher.jws in the device's folder)",
  env: 'AGENT_VOUCHER',
};

export const useClaimOption: OptionDefinition = {
  name: 'use-claim',
  description:
    "if the cloud accepts none of the device's own certificates, ask with the claim for another one at once",
  env: 'AGENT_USE_CLAIM',
};

export const rotationSpreadOption: OptionDefinition = {
  name: 'rotation-spread',
  value: '<seconds>',
  description: 'wait a random part of this many seconds before an ordered rotation',
  seconds: { least: 0, most: 86_400 },
  default: 60,
  env: 'AGENT_ROTATION_SPREAD',
};

export const stdinOption: OptionDefinition = {
  name: 'stdin',
  description: 'publish JSON lines of stdin, {"topic","payload","id"}, at QoS 1',
  env: 'AGENT_STDIN',
};

export const listenOption: OptionDefinition = {
  name: 'listen',
  value: '<address>',
  description:
    'let programs of this device use the connection by MQTT, at unix:/run/fleet-agent/mqtt.sock or tcp:127.0.0.1:1883',
  env: 'AGENT_LISTEN',
};

export const listenPasswordsOption: OptionDefinition = {
  name: 'listen-passwords',
  value: '<file>',
  description:
    'names and passwords of those programs: lines of mosquitto_passwd, or of hash-password; needed for tcp:',
  env: 'AGENT_LISTEN_PASSWORDS',
};

export const printOption: OptionDefinition = {
  name: 'print',
  description: 'print the definition of the service; nothing is installed',
  mandatory: true,
};

export const managerOption: OptionDefinition = {
  name: 'manager',
  value: '<name>',
  description: 'what starts services on this device',
  choices: ['systemd', 'openrc'],
  default: 'systemd',
};

export const userOption: OptionDefinition = {
  name: 'user',
  value: '<name>',
  description: 'the user that runs the agent',
  default: 'fleet-agent',
};

/** @returns `undefined` where the text is not such a number */
export function wholeSeconds(
  text: string,
  { least, most }: NonNullable<OptionDefinition['seconds']>,
): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= least && value <= most ? value : undefined;
}
