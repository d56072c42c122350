/** Files of a device bundle (client.zip), with the names that devices in the field know. */
export const bundleFiles = {
  agent: 'agent.js',
  config: 'config.json',
  machineConfig: 'machine_config.json',
  readme: 'README.txt',
  thirdPartyLicenses: 'THIRD-PARTY-LICENSES.txt',
  softwareBill: 'sbom.json',
  claimCertificate: 'certs/bootstrap-certificate.pem.crt',
  claimPrivateKey: 'certs/bootstrap-private.pem.key',
  rootCa: 'certs/root.ca.pem',
} as const;

/** The voucher of one device, which its factory puts beside the bundle's files. No bundle has it. */
export const voucherFile = 'voucher.jws';

/** Configuration of a bundle of the seed's generation, in place of `config.json`. */
export const seedConfigFile = 'config.ini';

/** Objects of one claim of a model in the fleet's bucket. */
export interface ClaimObjectKeys {
  readonly claimPrivateKey: string;
  readonly claimCertificate: string;
  readonly claimRecord: string;
}

/** Objects of one model in the fleet's bucket: its bundle, and its first claim. */
export interface ModelObjectKeys extends ClaimObjectKeys {
  readonly clientZip: string;
}

/** Everything that the claim function writes lies below this prefix. */
export const modelsPrefix = 'models/';

/** The keys of `model`'s objects; a model name that `isModelName` admits needs no escape in them. */
export function modelObjectKeys(model: string): ModelObjectKeys {
  return { clientZip: `${modelsPrefix}${model}/client.zip`, ...claimObjectKeys(model, firstSlot) };
}

/** Where the first release kept the only claim of a model. Claims of later generations lie beside it. */
export const firstSlot = 1;

/** The keys of one of the model's claims: those of a later generation have its number in them. */
export function claimObjectKeys(model: string, slot: number): ClaimObjectKeys {
  const prefix = `${modelsPrefix}${model}/claim${slot === firstSlot ? '' : `-${slot}`}/`;
  return {
    claimPrivateKey: `${prefix}private.pem.key`,
    claimCertificate: `${prefix}certificate.pem.crt`,
    claimRecord: `${prefix}record.json`,
  };
}

/** The slot of the claim that an object belongs to; nothing for one of no claim, such as the bundle. */
export function claimSlotOf(objectKey: string): number | undefined {
  const found = /^models\/[^/]+\/claim(?:-([1-9]\d*))?\/./.exec(objectKey);
  return found === null ? undefined : Number(found[1] ?? firstSlot);
}
