import { SettableClock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { openStore } from '@fleet/emulator-store';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { afterCreating } from '@fleet/resource-types';
import * as z from 'zod';
import { StackEngine } from '../stack-engine';

const boxSchema = z.strictObject({
  Name: z.string().optional(),
  Colour: z.string().optional(),
  Contains: z.array(z.string()).optional(),
});
type BoxProperties = z.infer<typeof boxSchema>;

/** A cloud that sells boxes. What happens to them can be watched, and made to fail or to wait. */
export class MemoryCloud {
  readonly boxes = new Map<string, BoxProperties>();
  /** Every call, e.g. `create Outer`. */
  readonly calls: string[] = [];
  readonly parameters = new Map<string, string>();
  readonly clock = new SettableClock();
  readonly brokenOperations: unknown[] = [];
  /** Called before each call is carried out: may throw, or wait. */
  intercept: (call: string) => Promise<void> | void = () => undefined;

  constructor(readonly store: Store = openStore(':memory:')) {}

  /** An engine as a process would have it; several one after the other share store and boxes. */
  engine(moreTypes: readonly ResourceType[] = []): StackEngine {
    return new StackEngine({
      store: this.store,
      clock: this.clock,
      region: 'us-east-1',
      accountId: '123456789012',
      resourceTypes: [this.boxType(), ...moreTypes],
      parameterStore: { parameterValue: (name) => Promise.resolve(this.parameters.get(name)) },
      onBrokenOperation: (_stackId, error) => void this.brokenOperations.push(error),
    });
  }

  close(): void {
    this.clock.close();
    this.store.close();
  }

  private boxType(): ResourceType<BoxProperties> {
    const nameOf = (properties: BoxProperties, context: ResourceContext): string =>
      properties.Name ?? context.uniqueName();
    const attributes = (
      name: string,
      { Colour: colour = 'plain' }: BoxProperties,
    ): Record<string, string> => ({
      Arn: `arn:box:${name}`,
      'Paint.Colour': colour,
    });
    return {
      typeName: 'Test::Memory::Box',
      replaceOn: ['Name'],
      schema: boxSchema,
      physicalIdOf: nameOf,
      create: async (properties, context) => {
        const name = nameOf(properties, context);
        await this.call('create', context);
        if (this.boxes.has(name)) {
          throw new Error(`${name} already exists`);
        }
        this.boxes.set(name, properties);
        await afterCreating(name, () => this.call('fill', context));
        return { physicalId: name, attributes: attributes(name, properties) };
      },
      update: async (properties, _previous, name, context) => {
        await this.call('update', context);
        this.boxes.set(name, properties);
        return { physicalId: name, attributes: attributes(name, properties) };
      },
      delete: async (name, _properties, context) => {
        await this.call('delete', context);
        this.boxes.delete(name);
      },
    };
  }

  private async call(verb: string, { logicalId }: ResourceContext): Promise<void> {
    this.calls.push(`${verb} ${logicalId}`);
    await this.intercept(`${verb} ${logicalId}`);
  }
}

export function box(properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}): unknown {
  return { Type: 'Test::Memory::Box', Properties: properties, ...more };
}

export function template(resources: Record<string, unknown>, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ Resources: resources, ...more });
}
