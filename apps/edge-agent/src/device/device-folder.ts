import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isNativeError } from 'node:util/types';
import {
  bundleFiles,
  InadmissibleSerialError,
  InvalidDeviceConfigError,
  parseDeviceConfig,
  parseMachineConfig,
  parseSeedConfig,
  parseSerial,
  seedConfigFile,
  type DeviceConfig,
  type MachineConfig,
} from '@fleet/fleet-contract';
import { isProgramFault } from '@fleet/program-faults';
import { parse as parseIni } from 'ini';
import type { Credentials } from '../connection/connection';
import { faultOfCertificate, faultOfCredentials } from '../connection/credentials-fault';
import { tightenPermissions } from '../identity/durable-files';
import type { Device } from './device';

/** The device's folder is not one, or something in it is wrong. The message says what to do. */
export class DeviceFolderError extends Error {
  override readonly name = 'DeviceFolderError';
}

/** A file of the device's folder could not be read this time. A later attempt may succeed. */
export class FileUnreadableError extends Error {
  override readonly name = 'FileUnreadableError';
}

/** No file of a bundle comes near this. */
const largestFileBytes = 1024 * 1024;

/** True when the folder holds a bundle, of today's kind or of the seed's. */
export function isDeviceFolder(directory: string): boolean {
  return existsSync(join(directory, bundleFiles.config)) || existsSync(join(directory, seedConfigFile));
}

/**
 * Reads an unzipped bundle as it is. Where both are there `config.json` goes before the seed's `config.ini`.
 *
 * @throws DeviceFolderError, FileUnreadableError
 */
export function readDeviceFolder(directory: string, warn: (message: string) => void): Device {
  const config = readConfig(directory);
  const machine = readMachine(directory);
  const { certificates } = config;
  const certificateFile = (name: string): string => join(resolve(directory, certificates.directory), name);
  return {
    serial: readSerial(directory, machine),
    modelType: machine.model_type,
    endpoint: config.endpoint,
    provisioningTemplate: config.provisioningTemplate,
    rotationTemplate: config.rotationTemplate,
    rotationDays: config.rotationDays,
    graceDays: config.graceDays,
    spreadDays: config.spreadDays,
    rootCa: readRootCa(certificateFile(certificates.rootCa)),
    identityDirectory: join(directory, 'identity'),
    readClaim: () =>
      readClaim(
        certificateFile(certificates.claimCertificate),
        certificateFile(certificates.claimPrivateKey),
        warn,
      ),
  };
}

function readConfig(directory: string): DeviceConfig {
  const json = join(directory, bundleFiles.config);
  if (existsSync(json)) {
    return checked(json, () => parseDeviceConfig(parseJson(json)));
  }
  const ini = join(directory, seedConfigFile);
  if (existsSync(ini)) {
    return checked(ini, () => parseSeedConfig(parseIni(readText(ini))));
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

function readSerial(directory: string, machine: MachineConfig): Device['serial'] {
  const path = join(directory, bundleFiles.machineConfig);
  return checked(path, () => parseSerial(machine.serial_num));
}

function readClaim(certificateFile: string, keyFile: string, warn: (message: string) => void): Credentials {
  const privateKey = readPem(keyFile, 'PRIVATE KEY');
  try {
    if (tightenPermissions(keyFile)) {
      warn(`${keyFile} was open to other users; now only its owner has access`);
    }
  } catch {
    // A bundle may lie on a read-only medium, and the claim is of use all the same.
    warn(`${keyFile} is open to other users, and its permissions cannot be changed`);
  }
  const claim = { certificate: readPem(certificateFile, 'CERTIFICATE'), privateKey };
  const fault = faultOfCredentials(claim);
  if (fault !== undefined) {
    throw new DeviceFolderError(
      `${certificateFile} and ${keyFile} cannot be used: ${fault}. Take both from the model's client.zip again.`,
    );
  }
  return claim;
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

function readPem(path: string, label: string): string {
  const text = readText(path);
  if (!text.includes('-----BEGIN ') || !text.includes(`${label}-----`)) {
    throw new DeviceFolderError(`${path} has no PEM of a ${label.toLowerCase()}.`);
  }
  return text;
}

function readText(path: string): string {
  try {
    if (statSync(path).size <= largestFileBytes) {
      return readFileSync(path, 'utf8');
    }
  } catch (error) {
    throw readFailure(path, error);
  }
  throw new DeviceFolderError(`${path} is larger than ${largestFileBytes} bytes.`);
}

/** What `node:fs` says of a path where no file is, or none can be, or where this user may read none. */
const noneToRead: ReadonlySet<unknown> = new Set([
  ...['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'],
  ...['EACCES', 'EPERM'],
]);

/** What to throw: no waiting helps against these, or a fault of the program. Everything else may pass. */
function readFailure(path: string, cause: unknown): unknown {
  const message = `Cannot read ${path}: ${isNativeError(cause) ? cause.message : String(cause)}.`;
  if (isNativeError(cause) && 'code' in cause && noneToRead.has(cause.code)) {
    return new DeviceFolderError(message, { cause });
  }
  return isProgramFault(cause) ? cause : new FileUnreadableError(message, { cause });
}
