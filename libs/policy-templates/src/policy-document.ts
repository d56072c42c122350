import { policyDocumentSize, policyDocumentLimit } from '@fleet/iot-policy';
import type { FleetNames } from '@fleet/fleet-contract';

/** An AWS IoT policy, as its JSON is written. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** `documented` is what devices in the field need; `strict` is what a new fleet should have. */
export type PolicyMode = 'documented' | 'strict';

/** Where a fleet lives. Partition, region and account may be tokens that CloudFormation resolves (`${…}`). */
export interface FleetPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly names: FleetNames;
}

/** A policy has more characters than AWS IoT takes. */
export class PolicyTooLargeError extends Error {
  override readonly name = 'PolicyTooLargeError';

  constructor(
    readonly policyName: string,
    readonly size: number,
  ) {
    super(
      `The policy ${policyName} has ${size} characters without white space; AWS IoT takes at most ` +
        `${policyDocumentLimit}. Use a shorter resource tag, or fewer statements of your own.`,
    );
  }
}

/**
 * The longest values there are, for tokens whose value nobody knows yet: what fits with them fits everywhere.
 * With room to spare for regions to come: the longest today have 14 characters.
 */
const longest = { partition: 'aws-us-gov', region: 'xx-northwest-10', accountId: '123456789012' };

/** Resource names of the AWS IoT message broker at `place`. */
export class ResourceNames {
  private readonly prefix: string;

  constructor({ partition, region, accountId }: FleetPlace) {
    this.prefix = `arn:${partition}:iot:${region}:${accountId}`;
  }

  client(clientId: string): string {
    return `${this.prefix}:client/${clientId}`;
  }

  /** @param names as in `topic/dt/1` */
  named(names: readonly string[]): string[] {
    return names.map((name) => `${this.prefix}:${name}`);
  }

  topics(topics: readonly string[]): string[] {
    return topics.map((topic) => `${this.prefix}:topic/${topic}`);
  }

  topicFilters(filters: readonly string[]): string[] {
    return filters.map((filter) => `${this.prefix}:topicfilter/${filter}`);
  }
}

export function allow(action: readonly string[], resource: readonly string[]): PolicyStatement {
  return { Effect: 'Allow', Action: action, Resource: resource };
}

/**
 * Builds a policy and checks that CreatePolicy will take it, whatever its tokens turn out to be.
 * @throws PolicyTooLargeError
 */
export function buildPolicy(
  name: string,
  place: FleetPlace,
  statements: (resources: ResourceNames) => readonly PolicyStatement[],
): PolicyDocument {
  const documentAt = (there: FleetPlace): PolicyDocument => ({
    Version: '2012-10-17',
    Statement: statements(new ResourceNames(there)),
  });
  const size = policyDocumentSize(JSON.stringify(documentAt(withoutTokens(place))));
  if (size > policyDocumentLimit) {
    throw new PolicyTooLargeError(name, size);
  }
  return documentAt(place);
}

function withoutTokens(place: FleetPlace): FleetPlace {
  const known = (value: string, standIn: string): string => (value.includes('${') ? standIn : value);
  return {
    ...place,
    partition: known(place.partition, longest.partition),
    region: known(place.region, longest.region),
    accountId: known(place.accountId, longest.accountId),
  };
}
