/** Files of a device bundle (client.zip), with the names that devices in the field know. */
export const bundleFiles = {
  agent: 'agent.js',
  config: 'config.json',
  machineConfig: 'machine_config.json',
  readme: 'README.txt',
  claimCertificate: 'certs/bootstrap-certificate.pem.crt',
  claimPrivateKey: 'certs/bootstrap-private.pem.key',
  rootCa: 'certs/root.ca.pem',
} as const;

/** The voucher of one device, which its factory puts beside the bundle's files. No bundle has it. */
export const voucherFile = 'voucher.jws';

/** Configuration of a bundle of the seed's generation, in place of `config.json`. */
export const seedConfigFile = 'config.ini';

/** Objects of one model in the fleet's bucket. */
export interface ModelObjectKeys {
  readonly clientZip: string;
  readonly claimPrivateKey: string;
  readonly claimCertificate: string;
  readonly claimRecord: string;
}

/** Everything that the claim function writes lies below this prefix. */
export const modelsPrefix = 'models/';

/** The keys of `model`'s objects; a model name that `isModelName` admits needs no escape in them. */
export function modelObjectKeys(model: string): ModelObjectKeys {
  const prefix = `${modelsPrefix}${model}/`;
  return {
    clientZip: `${prefix}client.zip`,
    claimPrivateKey: `${prefix}claim/private.pem.key`,
    claimCertificate: `${prefix}claim/certificate.pem.crt`,
    claimRecord: `${prefix}claim/record.json`,
  };
}
