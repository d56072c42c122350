import { defineService } from '@fleet/aws-wire';
import type { AwsService, RequestContext, RoleInUse, SigningKeyLookup } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { ParsedDocuments } from '@fleet/iam-policy';
import { defined } from '@fleet/optional-members';
import { acceptedInput } from './accepted-input';
import { actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { AccessKeyRepository } from './access-key-repository';
import type {
  OpenSession,
  ServiceCredentials,
  SessionCredentials,
  UserCredentials,
} from './access-key-repository';
import { callerIdentity } from './caller-identity';
import { identityHandlers } from './identity-handlers';
import { roleSessionHandlers } from './role-session-handlers';
import { sessionCaller } from './session-caller';
import type { DecidingService, SessionCaller } from './session-caller';
import type { RoleDirectory, StsParts } from './sts-parts';

export { callerKeys } from './caller-keys';
export type { SessionCaller } from './session-caller';

type CallerContext = DecidingService & Pick<RequestContext, 'accessKeyId'>;

export interface StsServiceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly roles: RoleDirectory;
  /** Whether sessions of roles may only do what policies allow; so it is unless said otherwise. */
  readonly enforced?: boolean;
  /** Told of a condition key that a trust policy asks for, and the request does not have. */
  readonly onMissingKey?: ((key: string) => void) | undefined;
}

export interface StsService {
  readonly service: AwsService;
  /** The access key of the cloud's one user: the given one in place of any other; else the first call makes it. */
  userCredentials(given?: UserCredentials): UserCredentials;
  /** Credentials for a session of a role, whether that role exists or not. */
  openSession(session: RoleInUse, durationSeconds: number): SessionCredentials;
  /** Knows the keys of the user and of all sessions. */
  readonly signingKey: SigningKeyLookup;
  /**
   * Credentials of a session of a role for the cloud's own work. They are good until the process ends, whatever the
   * time is.
   */
  openServiceSession(role: RoleInUse): ServiceCredentials;
  /** Who has this access key, if it is of a session of a role; `undefined` for the account's user. */
  sessionCaller(context: CallerContext): SessionCaller | undefined;
  /** The session that sent a request, with its limits; `undefined` for the account's user. */
  callerRole(context: Pick<RequestContext, 'accessKeyId'>): RoleInUse | undefined;
  /** What a service is that works by a role. */
  serviceCaller(role: RoleInUse, decider: DecidingService): SessionCaller;
  /** The unique id of who sent a request: of the user, or of a role and its session. */
  callerId(context: RequestContext): string;
}

/** AWS STS. Who may assume a role, its trust policy decides. */
export function createStsService(options: StsServiceOptions): StsService {
  const { store, clock, roles, enforced = true, onMissingKey } = options;
  const keys = new AccessKeyRepository(store, clock);
  const parts: StsParts = { clock, keys, roles, enforced, documents: new ParsedDocuments(), onMissingKey };
  return {
    service: defineService({
      scope: 'sts',
      sdk: () => import('@aws-sdk/client-sts'),
      accepts: acceptedInput,
      authorization: { reference: authorizationReference, resources: actionResources },
      handlers: { ...identityHandlers(parts), ...roleSessionHandlers(parts) },
    }),
    userCredentials: (given) => keys.userCredentials(given),
    openSession: (session, durationSeconds) => keys.openSession(session, durationSeconds),
    signingKey: (accessKeyId) => keys.signingKey(accessKeyId),
    openServiceSession: (role) => keys.openServiceSession(role),
    sessionCaller: (context) => {
      const session = keys.session(context.accessKeyId);
      return session && sessionCaller(parts, session, context);
    },
    callerRole: ({ accessKeyId }) => roleInUse(keys.session(accessKeyId)),
    serviceCaller: (role, decider) =>
      sessionCaller(parts, { ...role, isOfService: true, issued: new Date(clock.nowMillis()) }, decider),
    callerId: (context) => callerIdentity(parts, context).UserId,
  };
}

function roleInUse(session: OpenSession | undefined): RoleInUse | undefined {
  if (session === undefined) {
    return undefined;
  }
  const { roleArn, sessionName, policies, calledVia } = session;
  return { roleArn, sessionName, ...defined({ policies, calledVia }) };
}
