import { App, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { FleetProvisioning } from '../fleet-provisioning';
import type { BundlePaths, FleetProvisioningProps } from '../fleet-provisioning-props';
import { checkedApp } from './checked-synthesis';
import { EmptyBundles } from './empty-bundles';

/** Stacks with a fleet for tests, over empty bundles, each in an app that cdk-nag looks at. */
export class FleetStacks {
  private readonly bundles = new EmptyBundles();

  of(change: Partial<FleetProvisioningProps> = {}): Stack {
    const stack = new Stack(checkedApp(this.bundles.outdir()), 'Fleet');
    new FleetProvisioning(stack, 'Default', {
      models: ['model-1'],
      bundles: this.bundles.paths,
      ...change,
    });
    return stack;
  }

  /** An app with an empty stack, for what the test puts into it. */
  empty(): Stack {
    return new Stack(checkedApp(this.bundles.outdir()), 'Fleets');
  }

  /** The same where cdk-nag does not look: what a test adds itself is not what is tested. */
  unchecked(): Stack {
    return new Stack(new App({ outdir: this.bundles.outdir() }), 'Fleets');
  }

  get paths(): BundlePaths {
    return this.bundles.paths;
  }

  remove(): void {
    this.bundles.remove();
  }
}

/** What lies in a construct under the ids of this path. */
export function partOf(scope: IConstruct, ...path: readonly string[]): IConstruct {
  return path.reduce((part, id) => part.node.findChild(id), scope);
}
