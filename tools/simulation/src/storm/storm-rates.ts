import { awsIotRates } from '@fleet/services/iot';
import type { VirtualTime } from './virtual-time';

/** Which quotas hold: AWS's, or none, to count the calls that a device needs where nothing is throttled. */
export type Quotas = 'aws' | 'none';

type Rates = ReturnType<typeof awsIotRates>;

const yes = (): boolean => true;
const boundless: Rates = {
  admitsConnect: yes,
  admitsSubscription: yes,
  admitsPublish: yes,
  admitsProvisioning: yes,
  admitsCall: yes,
  admitsOperation: yes,
};

/** The quotas of the cloud, which hold from when the storm begins: the fleet is there before. */
export class StormRates {
  private readonly aws: Rates;
  private held = boundless;

  constructor(time: VirtualTime) {
    this.aws = awsIotRates(time);
  }

  get now(): Rates {
    return this.held;
  }

  hold(quotas: Quotas): void {
    this.held = quotas === 'aws' ? this.aws : boundless;
  }
}
