import { checkedApp, EmptyBundles } from '@fleet/cdk/testing';
import { parseFleetConfig, type FleetConfig } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import { FleetStack } from '../fleet-stack';

/** Fleet stacks for tests, over empty bundles, each in an app that cdk-nag looks at. */
export class FleetStacks {
  private readonly empty = new EmptyBundles();
  readonly bundles = this.empty.paths;

  of(change: Partial<FleetConfig> = {}, rootCa?: string): FleetStack {
    return new FleetStack(checkedApp(this.empty.outdir()), 'Fleet', {
      config: parseFleetConfig({ models: ['model-1'], ...change }),
      bundles: this.bundles,
      ...defined({ rootCa }),
    });
  }

  /** A new folder for an assembly, which goes with the others. */
  outdir(): string {
    return this.empty.outdir();
  }

  remove(): void {
    this.empty.remove();
  }
}
