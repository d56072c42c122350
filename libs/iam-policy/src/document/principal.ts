import * as z from 'zod';
import { defined } from '@fleet/optional-members';
import { PolicyDocumentError } from '../document-error';
import { check } from './check';
import type { PolicyKind } from './policy-kind';

/** Whom an entry of a Principal element means (user guide, "Principal"). */
export type Principal =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'account'; readonly accountId: string }
  /** A user, role, role session or federated user, by its ARN. */
  | { readonly kind: 'identity'; readonly arn: string }
  /** A user or role by its unique id: what AWS shows of a principal that was deleted. */
  | { readonly kind: 'uniqueId'; readonly id: string }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'federated'; readonly provider: string }
  | { readonly kind: 'canonicalUser'; readonly id: string };

const principalTypes = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const;
type PrincipalType = (typeof principalTypes)[number];

/** The element as it is written: `*`, or a map. */
export type PrincipalText = '*' | Readonly<Partial<Record<PrincipalType, readonly string[]>>>;

/** Principal or NotPrincipal of a statement. */
export interface Principals {
  /** NotPrincipal. */
  readonly except: boolean;
  readonly text: PrincipalText;
  readonly entries: readonly Principal[];
}

const entriesError = { error: 'must be a string or a list of strings, at least one' };
const entriesSchema = z
  .union([z.string().transform((entry) => [entry]), z.array(z.string()).min(1, entriesError)], entriesError)
  .optional();
const mapError = {
  error: 'must be "*", or map AWS, Service, Federated or CanonicalUser to a name or a list of names',
};
const mapSchema = z
  .strictObject(
    { AWS: entriesSchema, Service: entriesSchema, Federated: entriesSchema, CanonicalUser: entriesSchema },
    mapError,
  )
  .refine((map) => Object.keys(map).length > 0, mapError);

/** No wildcards: a principal is everybody, or named in full. CloudFront signs in with users of an account of its own. */
const identityArn =
  /^arn:aws[a-z-]*:(?:iam::(?:\d{12}|cloudfront):(?:user|role)\/[^*?]+|sts::\d{12}:(?:assumed-role\/[^*?/]+\/[^*?/]+|federated-user\/[^*?]+))$/;
/** An account, by its root user or by its number. */
const account = /^(?:arn:aws[a-z-]*:iam::(\d{12}):root|(\d{12}))$/;
const uniqueId = /^A[A-Z]{3}[A-Z0-9]{12,124}$/;
const domainName = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;
const providerArn = /^arn:aws[a-z-]*:iam::\d{12}:(?:saml-provider|oidc-provider)\/[^*?]+$/;

/**
 * Reads Principal or NotPrincipal.
 * @throws PolicyDocumentError
 */
export function parsePrincipals(value: unknown, except: boolean, kind: PolicyKind, path: string): Principals {
  if (value === '*') {
    return { except, text: '*', entries: [{ kind: 'everyone' }] };
  }
  const text = check(mapSchema, value, path);
  const entries = principalTypes.flatMap((type) =>
    (text[type] ?? []).map((entry, index) => parsePrincipal(type, entry, kind, `${path}.${type}[${index}]`)),
  );
  return { except, text: defined(text), entries };
}

function parsePrincipal(type: PrincipalType, entry: string, kind: PolicyKind, path: string): Principal {
  const principal = readers[type](entry);
  if (principal === undefined) {
    throw new PolicyDocumentError(path, `"${entry}" is no principal of the type ${type}`);
  }
  if (principal.kind === 'federated' && kind === 'resource') {
    throw new PolicyDocumentError(path, 'only the trust policy of a role can name an identity provider');
  }
  if (principal.kind === 'canonicalUser' && kind === 'trust') {
    throw new PolicyDocumentError(path, 'only the policy of a bucket can name a canonical user');
  }
  return principal;
}

const readers: Record<PrincipalType, (entry: string) => Principal | undefined> = {
  AWS: readIdentity,
  Service: (name) => (domainName.test(name) ? { kind: 'service', name } : undefined),
  Federated: (provider) =>
    domainName.test(provider) || providerArn.test(provider) ? { kind: 'federated', provider } : undefined,
  CanonicalUser: (id) => (/^[0-9a-f]{64}$/.test(id) ? { kind: 'canonicalUser', id } : undefined),
};

function readIdentity(entry: string): Principal | undefined {
  if (entry === '*') {
    return { kind: 'everyone' };
  }
  const [, byRoot, accountId = byRoot] = account.exec(entry) ?? [];
  if (accountId !== undefined) {
    return { kind: 'account', accountId };
  }
  if (identityArn.test(entry)) {
    return { kind: 'identity', arn: entry };
  }
  return uniqueId.test(entry) ? { kind: 'uniqueId', id: entry } : undefined;
}
