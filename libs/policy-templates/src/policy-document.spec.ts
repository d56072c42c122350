import { fleetNames } from '@fleet/fleet-contract';
import { policyDocumentLimit, policyDocumentSize } from '@fleet/iot-policy';

import { bootstrapPolicy } from './bootstrap-policy';
import { allow, buildPolicy, PolicyTooLargeError, type FleetPlace } from './policy-document';
import { productionPolicy } from './production-policy';
import { place } from './testing/connection';

const tokens = {
  partition: '${Token[AWS.Partition.3]}',
  region: '${Token[AWS.Region.7]}',
  accountId: '${Token[AWS.AccountId.4]}',
};
const longestTag = fleetNames('a2345678901234');
const builders = [bootstrapPolicy, productionPolicy];
const modes = ['documented', 'strict'] as const;

describe('the size of a policy', () => {
  it.each([
    ['aws', 'ap-southeast-7'],
    ['aws-cn', 'cn-northwest-1'],
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-iso-b', 'us-isob-east-1'],
  ])('is within the limit in partition %s, region %s, with the longest resource tag', (partition, region) => {
    for (const build of builders) {
      for (const mode of modes) {
        const document = build({ partition, region, accountId: '123456789012', names: longestTag }, mode);
        expect(policyDocumentSize(JSON.stringify(document))).toBeLessThanOrEqual(2048);
      }
    }
  });

  it('is judged with the longest values that tokens can have, while the policy keeps the tokens', () => {
    const document = productionPolicy({ ...tokens, names: longestTag }, 'strict');
    expect(JSON.stringify(document)).toContain(
      'arn:${Token[AWS.Partition.3]}:iot:${Token[AWS.Region.7]}:${Token[AWS.AccountId.4]}:topic/cmd/',
    );
  });

  it('is refused by name and limit when it is too large, also when only tokens hide it', () => {
    const bloated = (there: FleetPlace): FleetPlace => ({
      ...there,
      names: { ...there.names, rotationTemplate: 't'.repeat(700) },
    });
    for (const there of [
      place,
      { ...tokens, names: place.names },
      { ...place, partition: '${p}', region: '${r}' },
    ]) {
      const build = () => productionPolicy(bloated(there), 'documented');
      expect(build).toThrow(PolicyTooLargeError);
      expect(build).toThrow(/fleetprov_prod_policy .* 2048/);
    }
  });

  it('counts a token as the longest value there is, not as its own text', () => {
    const short = { partition: '${p}', region: '${r}', accountId: '${a}' };
    const longest = { partition: 'aws-us-gov', region: 'xx-northwest-10', accountId: '123456789012' };
    expect(sizeOf(short)).toBe(sizeOf(longest));
    expect(sizeOf(tokens)).toBe(sizeOf(longest));
    expect(sizeOf(place)).toBeLessThan(sizeOf(longest));
  });

  it('may be as large as the limit, and no character more', () => {
    const withTag = (length: number) => () =>
      buildPolicy('p', place, () => [allow(['iot:Connect'], ['x'.repeat(length)])]);
    const empty = policyDocumentSize(JSON.stringify(withTag(0)()));
    expect(withTag(policyDocumentLimit - empty)).not.toThrow();
    expect(withTag(policyDocumentLimit - empty + 1)).toThrow(PolicyTooLargeError);
  });
});

/** The size for which a policy of far too long names is refused at a place. */
function sizeOf(there: Omit<FleetPlace, 'names'>): number {
  try {
    productionPolicy({ ...there, names: { ...place.names, rotationTemplate: 't'.repeat(2000) } }, 'strict');
  } catch (error) {
    if (error instanceof PolicyTooLargeError) {
      return error.size;
    }
    throw error;
  }
  throw new Error('the policy was not refused');
}
