import type { Identity } from '../../../../apps/edge-agent/src/identity/identity';
import { outdoneBy } from '../../../../apps/edge-agent/src/provisioning/outdone';
import { connectionCandidates } from '../../../../apps/edge-agent/src/provisioning/own-identities';
import { isLetIn } from '../cloud/cloud-state';
import { register, type RegistrationStep } from '../cloud/register-thing';
import { operatorBlocks } from './cloud-events';
import { connect, send } from './connecting';
import type { Simulated } from './simulated';
import { claimId, issueCertificate, serial, tokenEnd, type HeldIdentity, type World } from './world';

/** A device keeps no more unregistered certificates than this, as it uses each again while its token holds. */
export const mostIdentities = 3;

/** How far a request for a certificate comes. `blocked`: the operator blocks the device before AWS has registered it. */
export type Exchange = 'answered' | 'answer-lost' | 'blocked' | readonly RegistrationStep[];

/** How far a connection comes before it is cut. */
export type Proving = 'acknowledged' | 'unacknowledged' | 'unconfirmed';

/** An identity as the agent's own rules look at it. */
function identityOf({ certificateId, state, purpose }: HeldIdentity): Identity {
  const never = '2000-01-01T00:00:00.000Z';
  const common = { version: 1, purpose, serial, createdAt: never, certificateId, issuedAt: never } as const;
  const registered = { ...common, thingName: serial, registeredAt: never };
  const record =
    state === 'issued'
      ? { ...common, state, certificateOwnershipToken: 'token' }
      : state === 'registered'
        ? { ...registered, state }
        : { ...registered, state, provenAt: never };
  return { name: certificateId, directory: certificateId, record };
}

/** Those of its identities that the device tries, in this order. */
export function candidates({ device }: World): readonly HeldIdentity[] {
  const all = device.identities.map(identityOf);
  const current = all.find(({ name }) => name === device.current);
  return connectionCandidates(all, current).flatMap(
    ({ name }) => device.identities.find(({ certificateId }) => certificateId === name) ?? [],
  );
}

/** The first of its identities that is let in. */
export function carrierOf(world: World): HeldIdentity | undefined {
  return candidates(world).find(({ certificateId }) => isLetIn(world, certificateId, serial));
}

/** The identity that carries the device's connection at this moment. */
export function connectedWith(world: World): HeldIdentity | undefined {
  const connection = world.connections.find(({ clientId }) => clientId === serial);
  return world.device.identities.find(({ certificateId }) => certificateId === connection?.certificateId);
}

/** The device connects with the first of its identities that is let in, and proves it as far as the network allows. */
export function deviceConnects(world: World, proving: Proving): void {
  const identity = carrierOf(world);
  if (identity === undefined || !connect(world, serial, identity.certificateId)) {
    return;
  }
  const { device } = world;
  if (identity.state === 'issued') {
    identity.state = 'registered';
  }
  device.current = identity.certificateId;
  if (proving === 'unconfirmed') {
    return;
  }
  const principal = identity.certificateId;
  send(world, { clientId: serial, principal, source: 'confirmation', moment: world.now, failures: 0 });
  if (proving === 'acknowledged' && identity.state !== 'proven') {
    const outdone = outdoneBy(identityOf(identity), device.identities.map(identityOf));
    device.identities = device.identities.filter(
      ({ certificateId }) => !outdone.some(({ name }) => name === certificateId),
    );
    identity.state = 'proven';
  }
}

/** Over the claim, as none of its own identities is let in. */
export function deviceProvisions(simulated: Simulated, exchange: Exchange): Promise<void> {
  const { fleet } = simulated;
  return obtain(simulated, 'provision', exchange, (certificateId) =>
    fleet.provision({
      claimCertificateId: claimId,
      certificateId,
      clientId: 'claim:0011223344556677',
      parameters: { SerialNumber: serial, ModelType: 'sensor' },
    }),
  );
}

/** Over the certificate that carries its connection. */
export function deviceRotates(simulated: Simulated, exchange: Exchange): Promise<void> {
  const { world, fleet } = simulated;
  const over = connectedWith(world);
  if (over === undefined) {
    return Promise.resolve();
  }
  return obtain(simulated, 'rotate', exchange, (certificateId) =>
    fleet.rotation({
      claimCertificateId: over.certificateId,
      certificateId,
      clientId: serial,
      parameters: { SerialNumber: serial, ModelType: 'sensor' },
    }),
  );
}

type Hook = (certificateId: string) => ReturnType<Simulated['fleet']['provision']>;

/** @throws whatever the hook throws; the device knows then no more than that it was refused */
async function obtain(
  simulated: Simulated,
  purpose: HeldIdentity['purpose'],
  exchange: Exchange,
  hook: Hook,
): Promise<void> {
  const { world } = simulated;
  const identity = issuedIdentity(world, purpose);
  const answer = await hook(identity.certificateId);
  if (!answer.allowProvisioning) {
    return;
  }
  const registration = { certificateId: identity.certificateId, parameters: answer.parameterOverrides };
  if (exchange === 'blocked') {
    await operatorBlocks(simulated, () => register(world, registration));
  } else if (typeof exchange === 'string') {
    register(world, registration);
    identity.state = exchange === 'answered' ? 'registered' : 'issued';
  } else {
    register(world, registration, exchange);
  }
}

/** The one that waits to be registered, while its token holds; else another, and the one before goes unless it is let in. */
function issuedIdentity(world: World, purpose: HeldIdentity['purpose']): HeldIdentity {
  const { device, now } = world;
  const waiting = device.identities.findLast((each) => each.state === 'issued' && each.purpose === purpose);
  if (waiting !== undefined && waiting.tokenUntil >= now) {
    return waiting;
  }
  device.identities = device.identities.filter((each) => each !== waiting);
  const certificateId = issueCertificate(world);
  const identity: HeldIdentity = { certificateId, state: 'issued', purpose, tokenUntil: tokenEnd(now) };
  device.identities = [...device.identities, identity];
  return identity;
}
