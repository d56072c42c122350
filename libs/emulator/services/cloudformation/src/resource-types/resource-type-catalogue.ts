import type { ResourceType } from '@fleet/resource-types';

/** The resource types this cloud knows, by exact name or by prefix (`Custom::*`). */
export class ResourceTypeCatalogue {
  private readonly exact = new Map<string, ResourceType>();
  private readonly prefixes: { prefix: string; type: ResourceType }[] = [];

  constructor(types: readonly ResourceType[]) {
    for (const type of types) {
      if (type.typeName.endsWith('*')) {
        this.prefixes.push({ prefix: type.typeName.slice(0, -1), type });
      } else if (this.exact.has(type.typeName)) {
        throw new Error(`resource type ${type.typeName} is registered twice`);
      } else {
        this.exact.set(type.typeName, type);
      }
    }
  }

  find(typeName: string): ResourceType | undefined {
    return this.exact.get(typeName) ?? this.prefixes.find(({ prefix }) => typeName.startsWith(prefix))?.type;
  }

  /** @throws Error if there is no such type: templates are checked before anything is created. */
  get(typeName: string): ResourceType {
    const type = this.find(typeName);
    if (type === undefined) {
      throw new Error(`resource type ${typeName} is not supported by this cloud`);
    }
    return type;
  }
}
