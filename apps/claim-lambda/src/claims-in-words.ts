import type { ClaimOutOfForce } from './claim/ensure-claim';

/** CloudFormation takes an answer of 4,096 bytes (user guide, custom resource response objects). */
const mostNamed = 10;

/** What the stack's output says where there is nothing to say: an output has to have a value. */
const nothing = 'none';

/** The claims that a deploy has left as they are, for the operator. */
export function claimsInWords(claims: readonly ClaimOutOfForce[]): string {
  if (claims.length === 0) {
    return nothing;
  }
  const named = claims.slice(0, mostNamed).map(claimInWords);
  const left = claims.length - named.length;
  return [...named, ...(left > 0 ? [`${left} more are in the log.`] : [])].join(' ');
}

function claimInWords({ model, generation, why }: ClaimOutOfForce): string {
  const claim = `The claim of ${model}, generation ${generation},`;
  switch (why) {
    case 'paused':
      return `${claim} is paused: its certificate is INACTIVE.`;
    case 'revoked':
      return `${claim} is REVOKED: raise claimGeneration in the configuration and deploy.`;
    case 'keyless':
      return `${claim} has no key in the bucket.`;
    case 'gone':
      return `${claim} is gone from AWS IoT.`;
  }
}
