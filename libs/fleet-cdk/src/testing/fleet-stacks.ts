import { Stack } from 'aws-cdk-lib';
import { parseFleetConfig, type FleetConfig } from '@fleet/fleet-contract';
import type { IConstruct } from 'constructs';
import { FleetProvisioning } from '../fleet-provisioning';
import { checkedApp } from './checked-synthesis';
import { EmptyBundles } from './empty-bundles';

/** Stacks with a fleet for tests, over empty bundles, each in an app that cdk-nag looks at. */
export class FleetStacks {
  private readonly bundles = new EmptyBundles();

  of(change: Partial<FleetConfig> = {}, rootCa = ''): Stack {
    const stack = new Stack(checkedApp(this.bundles.outdir()), 'Fleet');
    new FleetProvisioning(stack, 'Default', {
      config: parseFleetConfig({ models: ['model-1'], ...change }),
      bundles: this.bundles.paths,
      rootCa,
    });
    return stack;
  }

  remove(): void {
    this.bundles.remove();
  }
}

/** What lies in a construct under the ids of this path. */
export function partOf(scope: IConstruct, ...path: readonly string[]): IConstruct {
  return path.reduce((part, id) => part.node.findChild(id), scope);
}
