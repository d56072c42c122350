import type { ArnPattern } from '../arn-pattern';
import type { Condition } from '../condition/parse-condition';
import type { Template } from '../template';
import type { LanguageVersion, PolicyKind } from './policy-kind';
import type { Principals } from './principal';

export type Effect = 'Allow' | 'Deny';

/** Actions or resources of a statement; `except` for NotAction and NotResource. */
export interface Scope<Entry> {
  readonly except: boolean;
  readonly entries: readonly Entry[];
}

/** Names of actions, in lower case because case does not count. */
export interface ActionPattern {
  readonly text: string;
  readonly template: Template;
}

export interface ResourcePattern {
  readonly text: string;
  readonly pattern: ArnPattern;
}

export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: Effect;
  /** `undefined` in policies of identities: the principal is the identity. */
  readonly principals: Principals | undefined;
  readonly actions: Scope<ActionPattern>;
  /** `undefined` where the policy's own resource is meant, as in trust policies. */
  readonly resources: Scope<ResourcePattern> | undefined;
  readonly conditions: readonly Condition[];
}

/** A policy document, validated and taken apart. */
export interface PolicyDocument {
  readonly kind: PolicyKind;
  readonly version: LanguageVersion;
  readonly id: string | undefined;
  readonly statements: readonly PolicyStatement[];
}
