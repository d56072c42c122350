import { defineService } from '@fleet/aws-wire';
import type { AwsService, RequestContext, SigningKeyLookup } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { acceptedInput } from './accepted-input';
import { AccessKeyRepository } from './access-key-repository';
import type { RoleSession, SessionCredentials, UserCredentials } from './access-key-repository';
import { callerIdentity } from './caller-identity';
import { identityHandlers } from './identity-handlers';
import { roleSessionHandlers } from './role-session-handlers';
import type { RoleDirectory, StsParts } from './sts-parts';

export interface StsServiceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly roles: RoleDirectory;
}

export interface StsService {
  readonly service: AwsService;
  /** The access key of the cloud's one user; the first call makes it. */
  userCredentials(): UserCredentials;
  /** Credentials for a session of a role, whether that role exists or not. */
  openSession(session: RoleSession, durationSeconds: number): SessionCredentials;
  /** Knows the keys of the user and of all sessions. */
  readonly signingKey: SigningKeyLookup;
  /** The unique id of who sent a request: of the user, or of a role and its session. */
  callerId(context: RequestContext): string;
}

/** AWS STS. Who may assume a role, its trust policy decides. */
export function createStsService({ store, clock, roles }: StsServiceOptions): StsService {
  const keys = new AccessKeyRepository(store, clock);
  const parts: StsParts = { clock, keys, roles };
  return {
    service: defineService({
      scope: 'sts',
      sdk: () => import('@aws-sdk/client-sts'),
      accepts: acceptedInput,
      handlers: { ...identityHandlers(parts), ...roleSessionHandlers(parts) },
    }),
    userCredentials: () => keys.userCredentials(),
    openSession: (session, durationSeconds) => keys.openSession(session, durationSeconds),
    signingKey: (accessKeyId) => keys.signingKey(accessKeyId),
    callerId: (context) => callerIdentity(parts, context).UserId,
  };
}
