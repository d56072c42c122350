import { join } from 'node:path';
import type { BundlePaths } from './fleet-provisioning-props';

/** The functions and the agent beside this module, as the npm package has them. */
export function shippedBundles(folder: string = __dirname): BundlePaths {
  const built = (name: string) => join(folder, 'functions', name);
  return {
    hookLambda: built('hook-lambda'),
    claimLambda: built('claim-lambda'),
    rotationLambda: built('rotation-lambda'),
    agent: join(folder, 'agent', 'agent.js'),
  };
}
