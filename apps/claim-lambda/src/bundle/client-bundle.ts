import { bundleFiles, placeholderSerial, type DeviceConfigFile } from '@fleet/fleet-contract';
import { zipSync, type ZipOptions, type Zippable } from 'fflate';
import type { ClaimIdentity } from '../claim/ensure-claim';
import { bundleReadme } from './bundle-readme';

/** What the agent's bundle carries of others: their licences, and the software bill of materials (CycloneDX). */
export interface AgentNotices {
  licenses: Uint8Array;
  softwareBill: Uint8Array;
}

export interface BundleContents {
  agent: Uint8Array;
  notices: AgentNotices;
  config: DeviceConfigFile;
  model: string;
  claim: ClaimIdentity;
  rootCa: string;
}

const unix = 3;
/** Zip keeps Unix permissions in the upper half of the external attributes. */
const permissions = (mode: number): ZipOptions => ({ os: unix, attrs: ((0o100000 | mode) << 16) >>> 0 });
/** One date for all entries, so that equal contents make equal bundles. */
const entryDate = new Date('2020-01-01T00:00:00Z');

/** What a device maker unzips onto a device: equal contents give equal bytes. */
export function clientBundle(contents: BundleContents): Uint8Array {
  const text = (value: string) => new TextEncoder().encode(value);
  const json = (value: unknown) => text(`${JSON.stringify(value, null, 2)}\n`);
  const entries: Zippable = {
    [bundleFiles.agent]: [contents.agent, permissions(0o755)],
    [bundleFiles.config]: [json(contents.config), permissions(0o644)],
    [bundleFiles.machineConfig]: [
      json({ serial_num: placeholderSerial, model_type: contents.model }),
      permissions(0o644),
    ],
    [bundleFiles.claimCertificate]: [text(contents.claim.certificate), permissions(0o644)],
    [bundleFiles.claimPrivateKey]: [text(contents.claim.privateKey), permissions(0o600)],
    [bundleFiles.rootCa]: [text(contents.rootCa), permissions(0o644)],
    [bundleFiles.readme]: [text(bundleReadme(contents.model)), permissions(0o644)],
    [bundleFiles.thirdPartyLicenses]: [contents.notices.licenses, permissions(0o644)],
    [bundleFiles.softwareBill]: [contents.notices.softwareBill, permissions(0o644)],
  };
  return zipSync(entries, { level: 9, mtime: entryDate });
}
