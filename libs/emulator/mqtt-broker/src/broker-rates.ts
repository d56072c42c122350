/** How often clients may do what AWS IoT Core counts by the second. Each question counts what it asks about. */
export interface BrokerRates {
  admitsConnect(): boolean;
  admitsSubscription(): boolean;
  /** @param connection whose publishes are counted together */
  admitsPublish(connection: object): boolean;
  /** @param operation of the provisioning API */
  admitsProvisioning(operation: string): boolean;
}

/** Everything as often as clients like. */
export const noRates: BrokerRates = {
  admitsConnect: () => true,
  admitsSubscription: () => true,
  admitsPublish: () => true,
  admitsProvisioning: () => true,
};
