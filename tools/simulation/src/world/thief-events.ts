import { register } from '../cloud/register-thing';
import { beginConnection, connect, send } from './connecting';
import type { Simulated } from './simulated';
import { claimId, issueCertificate, otherId, serial, tokenEnd, type StolenCertificate } from './world';

/** The thief asks over the claim for a certificate of the device, with this one or a new one. */
export async function thiefProvisions(
  { world, fleet }: Simulated,
  again: StolenCertificate | undefined,
): Promise<void> {
  const certificateId = again?.certificateId ?? issueCertificate(world);
  if (again === undefined) {
    world.thief.certificates = [
      ...world.thief.certificates,
      { certificateId, tokenUntil: tokenEnd(world.now) },
    ];
  }
  const { allowProvisioning, parameterOverrides } = await fleet.provision({
    claimCertificateId: claimId,
    certificateId,
    clientId: 'claim:8899aabbccddeeff',
    parameters: { SerialNumber: serial },
  });
  if (allowProvisioning) {
    register(world, { certificateId, parameters: parameterOverrides });
  }
}

/** The thief connects under the device's name with a certificate that was registered for it, and confirms. */
export function thiefConnects({ world }: Simulated, certificateId: string): void {
  if (connect(world, serial, certificateId)) {
    send(world, {
      clientId: serial,
      principal: certificateId,
      source: 'confirmation',
      moment: world.now,
      failures: 0,
    });
  }
}

/** A claim may connect under any name: the device's connection goes, and whoever asks finds its client connected. */
export function thiefPretends({ world }: Simulated): void {
  beginConnection(world, serial, claimId);
}

/** A device of the same fleet asks, over its own certificate, for one of the other device. */
export async function otherRotatesAs({ world, fleet }: Simulated, clientId: string): Promise<void> {
  const certificateId = issueCertificate(world);
  const { allowProvisioning, parameterOverrides } = await fleet.rotation({
    claimCertificateId: otherId,
    certificateId,
    clientId,
    parameters: { SerialNumber: serial },
  });
  if (allowProvisioning) {
    register(world, { certificateId, parameters: parameterOverrides });
    world.thief.certificates = [
      ...world.thief.certificates,
      { certificateId, tokenUntil: tokenEnd(world.now) },
    ];
  }
}

/** That device publishes what AWS IoT alone may say: that the first one has connected with this certificate. */
export function otherForges({ world }: Simulated, certificateId: string): void {
  send(world, {
    clientId: serial,
    principal: certificateId,
    source: 'presence',
    publisher: otherId,
    moment: world.now,
    failures: 0,
  });
}
