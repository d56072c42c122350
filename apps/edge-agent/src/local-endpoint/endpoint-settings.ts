import { isTopicFilter, ProgramRules, type ProgramAllowance } from '@fleet/program-topics';
import type { Device } from '../device/device';
import { DeviceFolderError } from '../device/text-file';
import { InvalidListenAddressError, parseListenAddress } from './listen-address';
import type { LocalEndpointSettings } from './local-endpoint';
import { PasswordFile } from './password-file';

/** What the command line says goes before what `machine_config.json` does. */
export interface ListenOptions {
  readonly address?: string | undefined;
  /** An absolute path. */
  readonly passwords?: string | undefined;
}

/**
 * @throws InvalidListenAddressError, DeviceFolderError, FileUnreadableError
 */
export function endpointSettingsOf(
  { listen = {}, serial }: Pick<Device, 'listen' | 'serial'>,
  options: ListenOptions,
): Omit<LocalEndpointSettings, 'nonce'> | undefined {
  const written = options.address ?? listen.address;
  if (written === undefined) {
    return undefined;
  }
  const address = parseListenAddress(written);
  const passwordFile = options.passwords ?? listen.passwords;
  if (address.kind === 'tcp' && passwordFile === undefined) {
    throw new InvalidListenAddressError(
      written,
      'every user of the device can connect there, so programs need passwords (--listen-passwords)',
    );
  }
  const passwords = passwordFile === undefined ? undefined : PasswordFile.read(passwordFile);
  const { programs = {}, publish, subscribe } = listen;
  const rules = new Map<string, ProgramRules>();
  for (const [name, own] of Object.entries(programs)) {
    if (passwords?.names.has(name) !== true) {
      throw new DeviceFolderError(
        `machine_config.json has topics for the program ${JSON.stringify(name)}, which has no password: add it to the ` +
          `file of --listen-passwords, or nobody could tell who it is.`,
      );
    }
    rules.set(name, rulesOf(serial, { publish, subscribe, ...own }));
  }
  const others = rulesOf(serial, { publish, subscribe });
  return {
    address,
    passwords,
    rulesOf: (program) => (program === undefined ? others : (rules.get(program) ?? others)),
  };
}

function rulesOf(thingName: string, allowance: ProgramAllowance): ProgramRules {
  for (const filter of [...(allowance.publish ?? []), ...(allowance.subscribe ?? [])]) {
    if (!isTopicFilter(filter.replaceAll('{thing}', thingName))) {
      throw new DeviceFolderError(
        `machine_config.json: ${JSON.stringify(filter)} in listen is no topic filter.`,
      );
    }
  }
  return new ProgramRules(thingName, allowance);
}
