import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { DeviceRegistry } from '@fleet/device-registry';
import { inMemoryDeviceRegistry } from '@fleet/device-registry/testing';
import { serialRules, type Arrival } from '@fleet/fleet-contract';
import { pino } from 'pino';
import { serveHook } from '../hook/serve-hook';
import { serveProof } from '../proof/proof-handler';
import type { Admission } from '../provision/admission';
import { decideProvision, type ProvisionHook } from '../provision/provision-hook';
import { decideRotation } from '../rotation/rotation-hook';
import { hookBudget } from '../time/time-budget';
import { fleetGroup, IotInMemory } from './iot-in-memory';

/** @returns the id that a certificate called `name` would have */
export function idOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/** What a fleet has of its own. */
export type OwnRules = Pick<ProvisionHook, 'parameters' | 'ownHook'>;

/** All three functions of one fleet over one registry, with a clock that the test sets. */
export function hooksInMemory(admission: Admission = { mode: 'open' }, own: OwnRules = {}) {
  const registry = inMemoryDeviceRegistry();
  const iot = new IotInMemory();
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
  const fleet = 'fleetprov';
  const rules = serialRules({ resourceTag: fleet });
  const clock = { at: new Date('2026-01-01T12:00:00Z') };
  const now = () => clock.at;
  const deadlineMillis = hookBudget.deadline;
  const schedule = { rotationDays: 360, spreadDays: 1 };
  const warned: string[] = [];
  const turns: (number | undefined)[] = [];
  const arrivals: Arrival[] = [];
  const warnings = {
    alerts: {
      publishRotateCert: (serial: string, startsInSeconds?: number) => {
        warned.push(serial);
        turns.push(startsInSeconds);
        return Promise.resolve();
      },
    },
    warnSoon: (arrival: Arrival) => Promise.resolve(void arrivals.push(arrival)),
    presenceRule: true,
  };
  /** The proof handler over other ports to the same fleet. */
  const proofOver = (ports: { readonly registry: DeviceRegistry; readonly iot: IotInMemory }) =>
    serveProof({ ...ports, fleet, warnings, serialRules: rules, retainDays: 30, deadlineMillis, now, log });
  return {
    registry,
    iot,
    clock,
    /** Serials of the devices that were warned at once. */
    warned,
    /** In how many seconds those may begin. */
    turns,
    /** Those that are to be warned in a minute. */
    arrivals,
    /** May be changed before the proof that they are for. */
    warnings,
    /** Every log line as it was written. */
    lines,
    reasons: () => lines.map((line) => /"reason":"([^"]*)"/.exec(line)?.[1]),
    provision: serveHook({
      fleet,
      source: 'provision',
      decide: (event, at) =>
        decideProvision(
          { registry, iot, thingGroup: fleetGroup, serialRules: rules, admission, ...own },
          event,
          at,
        ),
      deadlineMillis,
      now,
      log,
    }),
    rotation: serveHook({
      fleet,
      source: 'rotation',
      decide: (event, at) => decideRotation({ registry, iot, serialRules: rules, schedule }, event, at),
      deadlineMillis,
      now,
      log,
    }),
    proof: proofOver({ registry, iot }),
    proofOver,
  };
}

export type HooksInMemory = ReturnType<typeof hooksInMemory>;

/** The same, with the claim certificate `claim` of `model-1` on record. */
export async function hooksWithClaim(admission?: Admission, own?: OwnRules): Promise<HooksInMemory> {
  const hooks = hooksInMemory(admission, own);
  await hooks.registry.recordClaim({
    certificateId: idOf('claim'),
    model: 'model-1',
    issuedAt: '2026-01-01T00:00:00.000Z',
  });
  return hooks;
}

/** The event of a pre-provisioning hook, as AWS IoT sends it. */
export function hookEvent(request: {
  over: string;
  certificate: string;
  clientId?: string;
  parameters: Record<string, string>;
}): object {
  return {
    claimCertificateId: idOf(request.over),
    certificateId: idOf(request.certificate),
    certificatePem: '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n',
    templateArn: 'arn:aws:iot:us-east-1:123456789012:provisioningtemplate/fleetprov_prod_template_CFN',
    clientId: request.clientId ?? 'claim:0011223344556677',
    parameters: request.parameters,
  };
}

/** Provisions a device as far as AWS IoT would: asks the hook, and registers what it allows. */
export async function provisionDevice(
  hooks: HooksInMemory,
  serial: string,
  certificate: string,
  over = 'claim',
): Promise<boolean> {
  const event = hookEvent({ over, certificate, parameters: { SerialNumber: serial } });
  const { allowProvisioning, parameterOverrides } = await hooks.provision(event);
  if (allowProvisioning) {
    const { CertDate: certDate } = parameterOverrides;
    assert(certDate !== undefined, 'The hook gives the date of each certificate that it allows');
    hooks.iot.register(serial, idOf(certificate), certDate);
  }
  return allowProvisioning;
}

export function confirmation(certificate: string, clientId: string): object {
  return { principal: idOf(certificate), clientId, source: 'confirmation' };
}
