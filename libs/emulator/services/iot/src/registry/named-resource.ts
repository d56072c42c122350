import { InvalidRequestException } from '../errors';

/**
 * The name in a request that may have the ARN in its place.
 * @param start what ARNs of the kind begin with
 * @throws InvalidRequestException for a request with neither
 */
export function namedResource(
  kind: string,
  start: string,
  name: string | undefined,
  arn: string | undefined,
): string {
  const named = name ?? (arn?.startsWith(start) ? arn.slice(start.length) : undefined);
  if (named === undefined) {
    throw new InvalidRequestException(`The request names no ${kind}`);
  }
  return named;
}
