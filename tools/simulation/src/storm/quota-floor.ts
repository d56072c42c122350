import { brokerRates, operationRates } from '@fleet/services/iot';

/** What one device needs of AWS, each call and how often. */
export type CallsOfDevice = Readonly<Record<string, number>>;

export interface QuotaFloor {
  /** The call that makes it. */
  readonly scarcest: string;
  readonly seconds: number;
}

/** How often a second AWS does each call that is counted here, by default. */
export function ratesByCall(): ReadonlyMap<string, number> {
  const { connect, subscription } = brokerRates;
  return new Map<string, number>([
    ...Object.entries(operationRates),
    ['CONNECT', connect],
    ['SUBSCRIBE', subscription],
    ['CreateCertificateFromCsr (MQTT)', brokerRates['provisioning:CreateCertificateFromCsr']],
    ['RegisterThing (MQTT)', brokerRates['provisioning:RegisterThing']],
  ]);
}

/** No schedule could be done sooner: all calls of the devices, by the rate of the scarcest. */
export function quotaFloor(needs: CallsOfDevice, devices: number): QuotaFloor {
  const rates = ratesByCall();
  let floor: QuotaFloor = { scarcest: 'none', seconds: 0 };
  for (const [call, count] of Object.entries(needs)) {
    const seconds = (devices * count) / (rates.get(call) ?? Infinity);
    if (seconds > floor.seconds) {
      floor = { scarcest: call, seconds };
    }
  }
  return floor;
}
