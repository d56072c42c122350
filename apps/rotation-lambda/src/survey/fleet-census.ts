import {
  GetStatisticsCommand,
  ListThingsInThingGroupCommand,
  ResourceNotFoundException,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { thingAttributes } from '@fleet/fleet-contract';
import { certificateIdOf, findCertificate, findThing, policyTargets } from '@fleet/iot-registry';
import { defined } from '@fleet/optional-members';

/** A claim certificate that devices can come with. */
export interface ClaimInForce {
  readonly certificateId: string;
  readonly endsAt: Date;
}

/** Asked once at the end of a sweep, of the fleet as a whole. */
export interface FleetCensus {
  /** How many things the fleet index has for a query. */
  count(queryString: string): Promise<number>;
  /** The date on some things of the fleet's group, as the registry has them; `undefined` for one without. */
  someDates(): AsyncIterable<string | undefined>;
  claimsInForce(): Promise<readonly ClaimInForce[]>;
}

/** Things of the group that are looked at where the index has none: one that is older than a day is enough. */
const thingsLookedAt = 25;

/**
 * {@link FleetCensus} over the AWS SDK. Needs `iot:GetStatistics` on the index `AWS_Things`,
 * `iot:ListThingsInThingGroup` on the group, `iot:DescribeThing`, `iot:ListTargetsForPolicy` on the claims' policy, and
 * `iot:DescribeCertificate`.
 */
export function createFleetCensus(
  iot: IoTClient,
  { thingGroup, bootstrapPolicy }: { readonly thingGroup: string; readonly bootstrapPolicy: string },
): FleetCensus {
  return {
    async count(queryString) {
      const { statistics } = await iot.send(new GetStatisticsCommand({ queryString }));
      return statistics?.count ?? 0;
    },
    async *someDates() {
      const group = { thingGroupName: thingGroup, maxResults: thingsLookedAt };
      const { things = [] } = await iot.send(new ListThingsInThingGroupCommand(group));
      for (const thingName of things) {
        yield (await findThing(iot, thingName))?.attributes[thingAttributes.certIssuance];
      }
    },
    async claimsInForce() {
      const claims: ClaimInForce[] = [];
      for await (const certificateId of claimIds(iot, bootstrapPolicy)) {
        const found = await findCertificate(iot, certificateId);
        const { endsAt } = defined({ endsAt: found?.validity?.notAfter });
        if (found?.status === 'ACTIVE' && endsAt !== undefined) {
          claims.push({ certificateId, endsAt });
        }
      }
      return claims;
    },
  };
}

/** The certificates that carry the claims' policy. A stack that is being deleted has none any more. */
async function* claimIds(iot: IoTClient, policyName: string): AsyncGenerator<string> {
  try {
    for await (const targets of policyTargets(iot, policyName)) {
      yield* targets.flatMap((target) => certificateIdOf(target) ?? []);
    }
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) {
      throw error;
    }
  }
}
