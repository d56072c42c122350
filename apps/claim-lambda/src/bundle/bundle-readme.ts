import { bundleFiles, placeholderSerial } from '@fleet/fleet-contract';

/** The page that a device maker finds in the bundle. */
export function bundleReadme(model: string): string {
  return `Device bundle for model ${model}

1. Copy this folder onto the device. It needs Node.js 20.19 or newer and nothing else.
2. Set "serial_num" in ${bundleFiles.machineConfig} to the device's own serial number
   (the placeholder ${placeholderSerial} is refused). It becomes the thing name.
3. Run:  node ${bundleFiles.agent} run
   The agent exchanges the claim certificate in certs/ for a certificate of its own, stays connected,
   and rotates that certificate when the cloud warns or when it is overdue.
   "node ${bundleFiles.agent} provision" does only the exchange; "node ${bundleFiles.agent} --help" lists the rest.

${bundleFiles.claimPrivateKey} is shared by every device of this model. Anyone who has it can ask for certificates:
keep it out of repositories, logs and images that leave your factory.

${bundleFiles.agent} carries code of others: ${bundleFiles.thirdPartyLicenses} has their licences, and
${bundleFiles.softwareBill} lists them (CycloneDX). Whoever gets ${bundleFiles.agent} from you has to get the licences, too.
`;
}
