import { Option, type Command } from 'commander';

export interface KeyOptions {
  readonly key?: string;
  readonly kmsKey?: string;
  readonly kid?: string;
}

export interface PlaceOptions {
  readonly account?: string;
  readonly region?: string;
}

export function withKeyOptions(command: Command): Command {
  return command
    .addOption(new Option('--key <path>', 'PEM file with the private key of the factory').conflicts('kmsKey'))
    .option('--kms-key <arn>', 'a key of AWS KMS (ECC_NIST_P256, SIGN_VERIFY) in place of a file')
    .option('--kid <id>', 'id of the key (default: the one that the configuration has it under)');
}

export function withPlaceOptions(command: Command): Command {
  return command
    .option('--account <id>', 'account of the fleet (default: the one of your credentials)')
    .option('--region <region>', 'region of the fleet (default: the one of your AWS settings)');
}
