import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import { faultsOf } from './property-faults';
import type { PropertyFault } from './property-faults';
import { resourceIn } from './specified-types';
import type { Database, SpecifiedResource } from './specified-types';

/** AWS publishes nothing about a resource type of this name. */
export class UnknownResourceTypeError extends Error {
  override readonly name = 'UnknownResourceTypeError';

  constructor(typeName: string) {
    super(`CloudFormation's specification has no resource type ${typeName}`);
  }
}

/** What AWS publishes about the resource types of CloudFormation. */
export class Specification {
  private constructor(private readonly database: Database) {}

  static async load(): Promise<Specification> {
    return new Specification(await loadAwsServiceSpec());
  }

  knows(typeName: string): boolean {
    return resourceIn(this.database, typeName) !== undefined;
  }

  /** Top-level properties. @throws UnknownResourceTypeError */
  propertiesOf(typeName: string): string[] {
    return Object.keys(this.resource(typeName).properties).sort();
  }

  /** Top-level properties that cannot change: another value needs another resource. @throws UnknownResourceTypeError */
  createOnlyOf(typeName: string): string[] {
    return Object.entries(this.resource(typeName).properties)
      .filter(([, { causesReplacement }]) => causesReplacement === 'yes')
      .map(([name]) => name)
      .sort();
  }

  /**
   * What is wrong with the properties of a template, functions included.
   * @throws UnknownResourceTypeError
   */
  faultsOf(typeName: string, properties: unknown): PropertyFault[] {
    const definitions = (id: string) => this.database.get('typeDefinition', id).properties;
    return faultsOf(this.resource(typeName).properties, properties, definitions);
  }

  private resource(typeName: string): SpecifiedResource {
    const found = resourceIn(this.database, typeName);
    if (found === undefined) {
      throw new UnknownResourceTypeError(typeName);
    }
    return found;
  }
}
