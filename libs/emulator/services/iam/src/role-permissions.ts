import { ParsedDocuments } from '@fleet/iam-policy';
import type { NamedPolicy } from '@fleet/iam-policy';
import { defined } from '@fleet/optional-members';
import { awsManagedDocument } from './aws-managed-policies';
import type { IamParts } from './iam-parts';
import type { GrantedRole } from './role-repository';

/** What a role brings to a decision. */
export interface RolePermissions {
  readonly identity: readonly NamedPolicy[];
  readonly permissionsBoundary?: NamedPolicy;
  readonly tags: Readonly<Record<string, string>>;
}

/** Reads the policies of roles, each as a service sees it at the moment; a document is parsed once. */
export class PermissionReader {
  private readonly documents = new ParsedDocuments();

  constructor(private readonly parts: Pick<IamParts, 'policies' | 'roleChanges'>) {}

  /** What a role may do by its policies and within its boundary. */
  ofRole(service: string, role: GrantedRole): RolePermissions {
    const { inlinePolicies, attachedPolicies, permissionsBoundary, tags } = role;
    const inline = inlinePolicies.map(({ name, document }) => ({
      name,
      document: this.documents.parse(document, 'identity'),
    }));
    const attached = attachedPolicies.map((arn) => this.managed(service, arn));
    return {
      identity: [...inline, ...attached],
      ...defined({
        permissionsBoundary:
          permissionsBoundary === undefined ? undefined : this.managed(service, permissionsBoundary),
      }),
      tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
    };
  }

  /** A managed policy in its default version; one that is not there, or not known here, allows nothing. */
  managed(service: string, arn: string): NamedPolicy {
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    const text = awsManagedDocument(arn) ?? this.parts.roleChanges.documentSeenBy(service, arn);
    const document =
      text === undefined
        ? ({ kind: 'identity', version: '2012-10-17', id: undefined, statements: [] } as const)
        : this.documents.parse(text, 'identity');
    return { name, arn, document };
  }

  /** Whether a managed policy is there, and its document known. */
  knows(arn: string): boolean {
    return awsManagedDocument(arn) !== undefined || this.parts.policies.find(arn) !== undefined;
  }
}
