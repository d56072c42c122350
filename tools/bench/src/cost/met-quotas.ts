import { brokerRates } from '@fleet/services/iot';
import { awsQuotas, quotaSources } from '../quotas/aws-quotas';
import { counted } from '../quotas/figures-in-words';
import type { DeviceCalls } from './device-calls';
import { month } from './fleet-month';

/** Where the further quotas were read, in copies. */
const furtherSources = {
  generalReference:
    'AWS General Reference, _AWS IoT Core endpoints and quotas_, as commonly quoted; not confirmed',
  lambda: 'AWS Lambda developer guide, _Lambda quotas_; a new account often has 10',
} as const;

const { iotLimits } = quotaSources;
const thingpress = `${iotLimits}; AWS’s project Thingpress read the same figure on the live page on 13 June 2025`;

export const metQuotaSources = { iotLimits, thingpress, ...furtherSources } as const;

export interface MetQuota {
  readonly quota: string;
  readonly byDefault: string;
  /** From how many devices on. */
  readonly devices: number;
  readonly when: string;
  readonly source: keyof typeof metQuotaSources;
}

const minutesBack = 10;
const hour = 3_600;
const day = 24 * hour;
const graceDays = 14;
const connections = 500_000;
const functionsAtATime = 1_000;

/** Which fleet comes to which default quota, the smallest first. */
export function metQuotas({ rotation, connection }: DeviceCalls): readonly MetQuota[] {
  const quotas: readonly MetQuota[] = [
    {
      quota: 'RegisterThing',
      byDefault: perSecond(awsQuotas.RegisterThing.perSecond),
      devices: awsQuotas.RegisterThing.perSecond * hour,
      when: 'all provision within an hour',
      source: 'iotLimits',
    },
    {
      quota: 'CONNECT',
      byDefault: perSecond(brokerRates.connect),
      devices: brokerRates.connect * minutesBack * 60,
      when: `all come back within ${minutesBack} minutes`,
      source: 'iotLimits',
    },
    {
      quota: 'Lambda, calls at a time',
      byDefault: counted(functionsAtATime),
      devices:
        (functionsAtATime * minutesBack * 60) /
        ((connection['Invoke (Lambda)'] ?? 1) * month.functionSeconds),
      when: `all come back within ${minutesBack} minutes, after CONNECT was raised`,
      source: 'lambda',
    },
    {
      quota: 'connections at a time',
      byDefault: counted(connections),
      devices: connections,
      when: 'all are connected',
      source: 'generalReference',
    },
    {
      quota: 'DescribeCertificate',
      byDefault: perSecond(awsQuotas.DescribeCertificate.perSecond),
      devices:
        (awsQuotas.DescribeCertificate.perSecond * day * graceDays) / (rotation['DescribeCertificate'] ?? 1),
      when: `all are due on one day, and have ${graceDays} days of grace`,
      source: 'thingpress',
    },
    {
      quota: 'Publish, inbound',
      byDefault: perSecond(awsQuotas.Publish.perSecond),
      devices: awsQuotas.Publish.perSecond * 60,
      when: 'each sends a message a minute',
      source: 'iotLimits',
    },
  ];
  return [...quotas].sort((one, other) => one.devices - other.devices);
}

function perSecond(rate: number): string {
  return `${counted(rate)} a second`;
}
