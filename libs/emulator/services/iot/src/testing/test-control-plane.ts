import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettableClock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { openStore } from '@fleet/emulator-store';
import type { ControlPlane, ControlPlaneOptions } from '../control-plane';
import { openControlPlane } from '../control-plane';

const hourMillis = 3_600_000;

/** A control plane of its own for each test, in memory unless a store is given. */
export interface TestControlPlane {
  readonly iot: ControlPlane;
  readonly store: Store;
  readonly clock: SettableClock;
  readonly dataDirectory: string;
  /** Moves the cloud's time on. */
  passHours(hours: number): void;
  close(): void;
}

export async function openTestControlPlane(
  overrides: Partial<ControlPlaneOptions> & { readonly store?: Store } = {},
): Promise<TestControlPlane> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'control-plane-'));
  const store = overrides.store ?? openStore(':memory:');
  const clock = new SettableClock();
  const iot = await openControlPlane({
    clock,
    dataDirectory,
    accountId: '123456789012',
    region: 'us-east-1',
    serverHosts: [],
    hooks: { invoke: () => Promise.reject(new Error('this test has no hook')) },
    readStatement: () => ({ from: undefined }),
    checkAction: () => undefined,
    roleTrust: () => true,
    authorizeRole: () => undefined,
    ...overrides,
    store,
  });
  return {
    iot,
    store,
    clock,
    dataDirectory,
    passHours: (hours) => clock.setOffset(clock.offsetMillis + hours * hourMillis),
    close: () => {
      iot.close();
      clock.close();
      store.close();
      rmSync(dataDirectory, { recursive: true });
    },
  };
}

/** The DER of a PEM certificate, as a TLS server sees it. */
export function derOf(certificatePem: string): Buffer {
  return new X509Certificate(certificatePem).raw;
}

/** A policy that allows these actions on everything. */
export function allowing(...actions: string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
}
