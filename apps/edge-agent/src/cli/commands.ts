import type { CommandWork } from './carry-out';
import {
  connectIntervalOption,
  dirOption,
  identityDirOption,
  jsonOption,
  keyAlgorithmOption,
  keysOption,
  listenOption,
  listenPasswordsOption,
  managerOption,
  printOption,
  rotationSpreadOption,
  stdinOption,
  timeoutOption,
  useClaimOption,
  userOption,
  voucherOption,
  type OptionDefinition,
} from './options';

export interface CommandDefinition {
  readonly name: string;
  readonly description: string;
  readonly argument?: { readonly name: string; readonly description: string };
  readonly options: readonly OptionDefinition[];
  readonly load: () => Promise<CommandWork>;
}

const withCommonOptions = (...options: readonly OptionDefinition[]): readonly OptionDefinition[] => [
  dirOption,
  identityDirOption,
  ...options,
  jsonOption,
];

/**
 * What the program can do. Each `import()` begins a part of it that only those command lines load which need it; what is
 * imported at the top is loaded by all of them.
 */
export const commands: readonly CommandDefinition[] = [
  {
    name: 'provision',
    description:
      'get a certificate for this device, and prove it; or prove the certificate that the device has',
    options: withCommonOptions(
      keysOption,
      keyAlgorithmOption,
      connectIntervalOption,
      timeoutOption,
      voucherOption,
      useClaimOption,
    ),
    load: async () => (await import('./commands/provision')).provisionCommand,
  },
  {
    name: 'run',
    description:
      'provision if needed, stay connected, rotate when ordered or overdue; --json prints one event on each line',
    options: withCommonOptions(
      keysOption,
      keyAlgorithmOption,
      connectIntervalOption,
      rotationSpreadOption,
      voucherOption,
      stdinOption,
      listenOption,
      listenPasswordsOption,
    ),
    load: async () => (await import('./commands/run')).runCommand,
  },
  {
    name: 'rotate',
    description: 'replace the certificate now; a running agent gets the order',
    options: withCommonOptions(keysOption, keyAlgorithmOption, connectIntervalOption, timeoutOption),
    load: async () => (await import('./commands/rotate')).rotateCommand,
  },
  {
    name: 'status',
    description: 'show the identity of this device, and whether its agent is running',
    options: withCommonOptions(),
    load: async () => (await import('./commands/status')).statusCommand,
  },
  {
    name: 'hash-password',
    description: 'print a line for the file of --listen-passwords; the password is the first line of stdin',
    argument: { name: 'name', description: 'the name of the program' },
    options: withCommonOptions(),
    load: async () => (await import('./commands/hash-password')).hashPasswordCommand,
  },
  {
    name: 'install-service',
    description: 'print what a service manager needs to keep the agent running',
    options: withCommonOptions(printOption, managerOption, userOption, listenOption),
    load: async () => (await import('./commands/install-service')).installServiceCommand,
  },
];
