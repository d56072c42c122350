import { KMSClient } from '@aws-sdk/client-kms';
import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { FleetConfig } from '@fleet/fleet-contract';
import { enterTarget } from '@fleet/operator-context';
import { type Output, chosenConfig, type FleetChoice } from '@fleet/fleet-operations';

/** Where a fleet is, as its vouchers name it. */
export interface VoucherPlace {
  readonly accountId: string;
  readonly region: string;
}

/**
 * What the commands for vouchers work with. They are for a factory, which may have no connection to AWS: only what asks
 * AWS needs one.
 */
export interface VoucherDesk {
  /** Read when it is first asked for: who makes a key has none to configure yet. */
  readonly config: FleetConfig;
  /** The account and the region of the operator's credentials. */
  readonly place: () => Promise<VoucherPlace>;
  readonly kms: () => Promise<KMSClient>;
  readonly now: () => Date;
}

/** Has something done with the configuration, and with AWS only where that is asked for. */
export type WithVoucherDesk = (work: (desk: VoucherDesk, output: Output) => Promise<void>) => Promise<void>;

/** KMS admits a few hundred signatures a second: slow down to what there is. */
const patient = { retryMode: 'adaptive', maxAttempts: 10 } as const;

/** @throws what `work` does; UnreadableConfigError, InvalidFleetConfigError where it asks for the configuration */
export async function withVoucherDesk(
  choice: FleetChoice,
  work: (desk: VoucherDesk) => Promise<void>,
): Promise<void> {
  const clients: { destroy: () => void }[] = [];
  const entered = async <Client extends { destroy: () => void }>(make: () => Client): Promise<Client> => {
    await enterTarget({ local: choice.local === true });
    const client = make();
    clients.push(client);
    return client;
  };
  let config: FleetConfig | undefined;
  try {
    await work({
      get config() {
        return (config ??= chosenConfig(choice));
      },
      place: async () => placeOf(await entered(() => new STSClient(patient))),
      kms: () => entered(() => new KMSClient(patient)),
      now: () => new Date(),
    });
  } finally {
    for (const client of clients) {
      client.destroy();
    }
  }
}

async function placeOf(sts: STSClient): Promise<VoucherPlace> {
  const [{ Account: accountId }, region] = await Promise.all([
    sts.send(new GetCallerIdentityCommand({})),
    sts.config.region(),
  ]);
  if (accountId === undefined) {
    throw new Error('AWS named no account for these credentials.');
  }
  return { accountId, region };
}
