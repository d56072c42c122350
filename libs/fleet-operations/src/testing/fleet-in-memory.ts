import { Readable } from 'node:stream';
import { leastGraceDays } from '@fleet/certificate-lifecycle';
import type { DeviceRegistry } from '@fleet/device-registry';
import { inMemoryDeviceRegistry } from '@fleet/device-registry/testing';
import { fleetNames, parseFleetConfig, serialRules } from '@fleet/fleet-contract';
import { ComingClients } from '@fleet/iot-registry/testing';
import type { SeenProof } from '../claims/seen-clients';
import type { RefusedRequest } from '../devices/refused-requests';
import type { Output } from '../output/output';
import type { FleetWithLogs } from '../fleet/fleet';
import { idOf, ScriptedIot } from './scripted-iot';

/** What a command printed. */
export interface Printed extends Output {
  readonly lines: string[];
  readonly data: object[];
  readonly said: string[];
}

export interface FleetInMemory extends FleetWithLogs {
  readonly registry: DeviceRegistry;
  readonly scripted: ScriptedIot;
  readonly clients: ComingClients;
  readonly clock: { at: Date };
  /** Client ids in the log by the certificate that they connected with. */
  readonly logged: Map<string, string[]>;
  /** What the proof handler has written into its log. */
  readonly proofs: SeenProof[];
  /** What the provision hook has refused, by serial number. */
  readonly refused: Map<string, RefusedRequest[]>;
}

/** A fleet whose registry is the real one in memory, and whose AWS IoT is scripted. */
export function fleetInMemory(): FleetInMemory {
  const config = parseFleetConfig({ models: ['model-1'] });
  const scripted = new ScriptedIot();
  const clients = new ComingClients();
  const logged = new Map<string, string[]>();
  const proofs: SeenProof[] = [];
  const refused = new Map<string, RefusedRequest[]>();
  const clock = { at: new Date('2026-01-01T12:00:00.000Z') };
  return {
    config,
    names: fleetNames(config.resourceTag),
    serialRules: serialRules(config),
    registry: inMemoryDeviceRegistry(leastGraceDays, [idOf('c')]),
    iot: scripted.client,
    scripted,
    iotData: clients.iotData,
    clients,
    logged,
    proofs,
    refused,
    refusedRequests: {
      as: (serial, since) => Readable.from((refused.get(serial) ?? []).filter(({ at }) => at >= since)),
    },
    seenClients: {
      clientIds: (certificateId) => Readable.from(logged.get(certificateId) ?? []),
      proofs: (since) => Readable.from(proofs.filter(({ at }) => at >= since)),
    },
    clock,
    now: () => clock.at,
    place: 'this test',
  };
}

/** @param read how many results somebody reads, before the output is closed */
export function printed({ json = false, read = Infinity } = {}): Printed {
  const lines: string[] = [];
  const data: object[] = [];
  const said: string[] = [];
  return {
    json,
    lines,
    data,
    said,
    result: (words, value) => {
      lines.push(words);
      data.push(value);
      return Promise.resolve();
    },
    say: (words) => void said.push(words),
    howTo: (next) => `[${next.step}${'serial' in next ? ` ${next.serial}` : ''}]`,
    progress: () => undefined,
    isClosed: () => lines.length >= read,
  };
}

/** A device with a proven certificate, on record and in AWS IoT. */
export async function provision(fleet: FleetInMemory, serial: string, letter: string): Promise<void> {
  const certificateId = idOf(letter);
  const request = { serial, certificateId, claimCertificateId: idOf('c'), model: 'model-1' };
  const at = new Date('2025-01-01T12:00:00.000Z');
  await fleet.registry.recordIssued(await fleet.registry.find(serial), { ...request, at });
  await fleet.registry.proveCurrent({ serial, certificateId, source: 'confirmation', at });
  fleet.scripted.addCertificate(letter, 'ACTIVE', serial);
  fleet.scripted.things.get(serial)?.groups.add(fleet.names.thingGroup);
}
