import { callerIdentity } from './caller-identity';
import type { StsHandlers, StsParts } from './sts-parts';

/** The operation that tells who sends a request. */
export function identityHandlers(parts: StsParts): StsHandlers {
  return {
    GetCallerIdentity: (_input, context) => callerIdentity(parts, context),
  };
}
