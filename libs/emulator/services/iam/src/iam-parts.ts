import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { PolicyRepository } from './policy-repository';
import type { RoleRepository } from './role-repository';
import type { RoleChanges } from './role-changes';

/** What the handlers of IAM's API share. */
export interface IamParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly accountId: string;
  readonly roles: RoleRepository;
  readonly policies: PolicyRepository;
  readonly roleChanges: RoleChanges;
  /** Told of a policy of AWS that is attached, and whose document is not known here. */
  readonly onUnknownPolicy: (policyArn: string) => void;
}

/** Documents travel percent-encoded ("GetRolePolicy", IAM API reference). */
export function encodedDocument(document: string): string {
  return encodeURIComponent(document);
}
