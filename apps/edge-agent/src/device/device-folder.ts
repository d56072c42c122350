import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  bundleFiles,
  InadmissibleSerialError,
  InvalidDeviceConfigError,
  isModelName,
  modelNameRange,
  parseDeviceConfig,
  parseMachineConfig,
  parseSeedConfig,
  parseSerial,
  seedConfigFile,
  voucherFile,
  type DeviceConfig,
  type MachineConfig,
  type Serial,
} from '@fleet/fleet-contract';
import { faultOfCertificate } from '../connection/credentials-fault';
import { claimRemovalOf, readClaim, type ClaimFiles } from './claim-files';
import type { Device } from './device';
import { findNamedValue, type NamedValue } from './named-value';
import { DeviceFolderError, readPem, readText } from './text-file';
import { readVoucherFile, type VoucherPlace } from './voucher-file';

export { DeviceFolderError, FileUnreadableError } from './text-file';

/** True when the folder holds a bundle, of today's kind or of the seed's. */
export function isDeviceFolder(directory: string): boolean {
  return existsSync(join(directory, bundleFiles.config)) || existsSync(join(directory, seedConfigFile));
}

/** Absolute paths of what may lie elsewhere than in the device's folder. */
export interface DevicePlaces {
  readonly voucher?: string | undefined;
  readonly identityDirectory?: string | undefined;
}

/**
 * Reads an unzipped bundle as it is. Where both are there `config.json` goes before the seed's `config.ini`.
 *
 * @throws DeviceFolderError, FileUnreadableError
 */
export async function readDeviceFolder(
  directory: string,
  warn: (message: string) => void,
  places: DevicePlaces = {},
): Promise<Device> {
  const config = await readConfig(directory);
  const machine = readMachine(directory);
  const claimFiles = claimFilesOf(directory, config);
  const claimRemoval = machine.claim === 'remove-after-proof' ? claimRemovalOf(claimFiles) : undefined;
  const { serial, from: serialFrom } = readSerial(directory, machine);
  const model = readModel(directory, machine);
  const voucher = voucherPlaceOf(directory, machine, places);
  return {
    serial,
    serialFrom,
    modelType: model.value,
    modelFrom: model.from,
    parameters: machine.parameters ?? {},
    listen: machine.listen,
    endpoint: config.endpoint,
    provisioningTemplate: config.provisioningTemplate,
    rotationTemplate: config.rotationTemplate,
    rotationDays: config.rotationDays,
    graceDays: config.graceDays,
    spreadDays: config.spreadDays,
    rootCa: readRootCa(certificateFile(directory, config, 'rootCa')),
    identityDirectory: places.identityDirectory ?? join(directory, 'identity'),
    readClaim: () => readClaim(claimFiles, claimRemoval, warn),
    claimRemoval,
    readVoucher: () => readVoucherFile(voucher, serial, warn),
  };
}

/**
 * The folder from which the agent is to remove the claim one day, if that is how the device is configured. Who the device is
 * need not be known yet.
 *
 * @throws DeviceFolderError, FileUnreadableError
 */
export async function folderOfRemovableClaim(directory: string): Promise<string | undefined> {
  return isDeviceFolder(directory) && readMachine(directory).claim === 'remove-after-proof'
    ? dirname(claimFilesOf(directory, await readConfig(directory)).privateKey)
    : undefined;
}

function claimFilesOf(directory: string, config: DeviceConfig): ClaimFiles {
  return {
    certificate: certificateFile(directory, config, 'claimCertificate'),
    privateKey: certificateFile(directory, config, 'claimPrivateKey'),
  };
}

function certificateFile(
  directory: string,
  { certificates }: DeviceConfig,
  name: 'claimCertificate' | 'claimPrivateKey' | 'rootCa',
): string {
  return join(resolve(directory, certificates.directory), certificates[name]);
}

async function readConfig(directory: string): Promise<DeviceConfig> {
  const json = join(directory, bundleFiles.config);
  if (existsSync(json)) {
    return checked(json, () => parseDeviceConfig(parseJson(json)));
  }
  const ini = join(directory, seedConfigFile);
  if (existsSync(ini)) {
    const { parse } = await import('ini');
    return checked(ini, () => parseSeedConfig(parse(readText(ini))));
  }
  throw new DeviceFolderError(
    `${directory} has neither ${bundleFiles.config} nor ${seedConfigFile}: give the folder of an unzipped ` +
      `client.zip with --dir.`,
  );
}

function readMachine(directory: string): MachineConfig {
  const path = join(directory, bundleFiles.machineConfig);
  return checked(path, () => parseMachineConfig(parseJson(path)));
}

function readSerial(
  directory: string,
  machine: MachineConfig,
): { serial: Serial; from?: string | undefined } {
  const path = join(directory, bundleFiles.machineConfig);
  const { value, from } = findNamedValue(machine.serial_num);
  return { serial: checked(from ?? path, () => parseSerial(value)), from };
}

/** One that is written into the bundle is the cloud's own word for the model. */
function readModel(directory: string, machine: MachineConfig): NamedValue {
  const model = findNamedValue(machine.model_type);
  if (model.from !== undefined && !isModelName(model.value)) {
    const path = join(directory, bundleFiles.machineConfig);
    throw new DeviceFolderError(`${path}: what is in ${model.from} is not ${modelNameRange}.`);
  }
  return model;
}

/** An option goes before `machine_config.json`. */
function voucherPlaceOf(directory: string, machine: MachineConfig, places: DevicePlaces): VoucherPlace {
  if (places.voucher !== undefined) {
    return { path: places.voucher, mayBeMissing: false };
  }
  if (machine.voucher === undefined) {
    return { path: join(directory, voucherFile), mayBeMissing: true };
  }
  return machine.voucher.startsWith('file:/')
    ? { path: machine.voucher.slice('file:'.length), mayBeMissing: false }
    : { named: machine.voucher };
}

function readRootCa(path: string): string {
  const rootCa = readPem(path, 'CERTIFICATE');
  const fault = faultOfCertificate(rootCa);
  if (fault !== undefined) {
    throw new DeviceFolderError(
      `${path} cannot be used: ${fault}. Take it from the model's client.zip again.`,
    );
  }
  return rootCa;
}

/** Gives every complaint about a file the file's path. */
function checked<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidDeviceConfigError || error instanceof InadmissibleSerialError) {
      throw new DeviceFolderError(`${path}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readText(path));
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new DeviceFolderError(`${path} is not JSON: ${error.message}.`, { cause: error });
    }
    throw error;
  }
}
