import type { OperationInput, OperationName } from '../operation-types';
import type { RequestContext } from '../request-context';
import type { ConditionKeys } from './required-permission';

/**
 * What AWS's Service Authorization Reference has of the operations of a service. It is generated: see
 * `nx run workspace:document-actions`.
 */
export interface AuthorizationReference {
  /** The form of the ARNs, by type of resource: `arn:${Partition}:iot:${Region}:${Account}:thing/${ThingName}`. */
  readonly arns: Readonly<Record<string, string>>;
  /** The actions of each operation, each with the types of its resources. */
  readonly operations: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/**
 * A resource: what stands in its ARN behind the fixed part, such as a thing's name behind `thing/`; or the whole ARN,
 * where the request has that.
 */
export type ResourceName = string | { readonly arn: string };

/** The resources of an action: by their types, or by an ARN of whatever type. */
export type ResourcesOf<Type extends string> =
  { readonly [Name in Type]?: ResourceName | readonly ResourceName[] | undefined } | { readonly arn: string };

type TypesOf<Actions> = [keyof Actions] extends [never]
  ? never
  : Actions[keyof Actions] extends readonly (infer Type extends string)[]
    ? Type
    : never;

/**
 * The resources that an operation is for. Where its actions differ in them, they are by action; an action without
 * resources here is not needed by this request.
 */
export type OperationResources<Actions> =
  | ResourcesOf<TypesOf<Actions>>
  | {
      readonly byAction: {
        readonly [Action in keyof Actions]?: ResourcesOf<TypesOf<Pick<Actions, Action>>> | undefined;
      };
    };

type WithResources<Operations> = {
  [Operation in keyof Operations]: [TypesOf<Operations[Operation]>] extends [never] ? never : Operation;
}[keyof Operations];

/** How a service tells the resources of each of its operations, where the reference says that it has any. */
export type ActionResources<SdkModule, Reference extends AuthorizationReference> = {
  readonly [Operation in WithResources<Reference['operations']> & OperationName<SdkModule>]: (
    input: OperationInput<SdkModule, Operation>,
    context: RequestContext,
  ) => OperationResources<Reference['operations'][Operation]>;
};

/** The condition keys that a service supplies, by operation. Those of tags in the input need not be told. */
export type ActionConditionKeys<SdkModule> = {
  readonly [Operation in OperationName<SdkModule>]?: (
    input: OperationInput<SdkModule, Operation>,
    context: RequestContext,
  ) => ConditionKeys;
};

/** What a service tells of the permissions that its operations need. */
export interface ServiceAuthorization {
  readonly reference: AuthorizationReference;
  /** An {@link ActionResources} of the service's own SDK and reference. */
  readonly resources: object;
  /** An {@link ActionConditionKeys}. */
  readonly keys?: object;
  /** The tags of a resource of this service, by its ARN; `undefined` for one that is not there, or has none. */
  readonly tags?: (arn: string) => Readonly<Record<string, string>> | undefined;
}
