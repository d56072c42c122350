import type * as z from 'zod';

/** What a resource type knows about the stack it works for. */
export interface ResourceContext {
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly resourceType: string;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  /** The stack's own tags; a type that can be tagged adds them to its own. */
  readonly stackTags: Readonly<Record<string, string>>;
  /** Aborted when the cloud shuts down, so that waits end. */
  readonly signal: AbortSignal;
  /**
   * The name CloudFormation makes where the template gives none: `<stack>-<logicalId>-<random>`. The same for
   * every call within one creation, and already on disk when `create` starts: an interrupted creation can
   * therefore be found again and deleted.
   */
  uniqueName(options?: UniqueNameOptions): string;
}

export interface UniqueNameOptions {
  /** The longest name the service takes; the random part is never cut. Default 64. */
  readonly maxLength?: number;
  readonly lowercase?: boolean;
}

/** What exists after a resource was created or updated. `Ref` answers the physical id, `Fn::GetAtt` an attribute. */
export interface ProvisionedResource {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Never show attributes of this resource to a user. */
  readonly noEcho?: boolean;
}

/** The version of a resource before an update. */
export interface PreviousResource<P> {
  readonly properties: P;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Names, separated by blanks, and why a template may say them without an effect in an emulator. */
export interface HarmlessProperties {
  readonly properties: string;
  readonly because: string;
}

/**
 * How one type of resource is created, changed and deleted. `P` is what `parse` makes of the properties after all
 * functions are resolved. Every method throws with a message that is fit for the stack's events.
 */
export interface ResourceType<P = unknown> {
  /** For example `AWS::IoT::Policy`; a name that ends in `*` stands for all types that begin so. */
  readonly typeName: string;
  /** Reads the properties, and refuses unknown or malformed ones by their names. */
  readonly schema: z.ZodType<P>;
  /** Top-level properties that are taken and that nothing here depends on. */
  readonly harmless?: readonly HarmlessProperties[];
  /** Top-level properties that cannot change in place. */
  readonly replaceOn: readonly string[];
  /** Why AWS refuses an update that changes these top-level properties; nothing if it does not. */
  refuseChange?(changed: readonly string[]): string | undefined;
  /** Throws {@link PartlyCreatedError} when it fails after something exists already. */
  create(properties: P, context: ResourceContext): Promise<ProvisionedResource>;
  /** Absent: every change needs a new resource. May answer another physical id: the old one is then deleted. */
  update?(
    properties: P,
    previous: PreviousResource<P>,
    physicalId: string,
    context: ResourceContext,
  ): Promise<ProvisionedResource>;
  /** Succeeds when the resource is gone already. */
  delete(physicalId: string, properties: P, context: ResourceContext): Promise<void>;
  /**
   * The physical id that `create` will lead to, where it is known beforehand. It lets a creation that was cut short
   * by a kill be cleaned up, and a replacement under a fixed name be refused.
   */
  physicalIdOf?(properties: P, context: ResourceContext): string | undefined;
}

/** A creation that failed after the resource came into being: the rollback deletes it. */
export class PartlyCreatedError extends Error {
  override readonly name = 'PartlyCreatedError';

  constructor(
    readonly physicalId: string,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Runs the steps of a creation that follow the first one, so that their failure names what already exists. */
export async function afterCreating<T>(physicalId: string, steps: () => Promise<T>): Promise<T> {
  try {
    return await steps();
  } catch (error) {
    throw new PartlyCreatedError(physicalId, error);
  }
}
