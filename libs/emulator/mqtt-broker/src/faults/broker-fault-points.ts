import type { PointFamily } from '@fleet/faults';

const effectsByPoint = {
  'tls:handshake': { effects: ['alert', 'delay', 'cut'], matches: [] },
  'mqtt:connect': { effects: ['reason', 'withhold', 'delay', 'cut'], matches: ['clientId'] },
  'mqtt:packet': { effects: ['cut'], matches: ['clientId'] },
  'mqtt:puback': { effects: ['reason', 'withhold', 'delay', 'cut'], matches: ['clientId', 'topic'] },
  'mqtt:suback': { effects: ['reason', 'withhold', 'delay', 'cut'], matches: ['clientId', 'topic'] },
  'mqtt:delivery': { effects: ['withhold', 'delay', 'cut'], matches: ['clientId', 'topic'] },
} as const satisfies Record<string, Pick<PointFamily, 'effects' | 'matches'>>;

const provisioningRequests = ['CreateKeysAndCertificate', 'CreateCertificateFromCsr', 'RegisterThing'];

/** Where the broker asks for faults. */
export const brokerFaultPoints: readonly PointFamily[] = [
  ...Object.entries(effectsByPoint).map(([form, can]) => ({
    form,
    has: (point: string) => point === form,
    ...can,
  })),
  {
    form: `provisioning:<${provisioningRequests.join('|')}>`,
    has: (point) => provisioningRequests.some((request) => point === `provisioning:${request}`),
    effects: ['fail', 'throttle', 'withhold', 'delay', 'cut'],
    matches: ['clientId'],
  },
];
