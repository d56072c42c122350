/** The types of policies that decide. Policies of Organizations and of VPC endpoints are left out. */
export type PolicyType = 'resource' | 'trust' | 'identity' | 'permissionsBoundary' | 'session';

/** Which statement decided. */
export interface DecidingStatement {
  readonly policyType: PolicyType;
  readonly policy: string;
  readonly policyArn: string | undefined;
  readonly sid: string | undefined;
  /** The place of the statement in its document. */
  readonly index: number;
}

export type Denial =
  | { readonly decision: 'explicitDeny'; readonly statement: DecidingStatement }
  /** No statement allows it: of the policies of this type one would have to. */
  | { readonly decision: 'implicitDeny'; readonly policyType: PolicyType };

export type Decision =
  /** The statements that were needed; none for the root user, who needs no policy. */
  { readonly decision: 'allowed'; readonly statements: readonly DecidingStatement[] } | Denial;
