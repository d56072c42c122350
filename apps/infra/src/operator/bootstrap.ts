import { ParameterNotFound, type SSM } from '@aws-sdk/client-ssm';
import type { Target } from '@fleet/operator-context';
import type { Cdk } from './cdk';

/** The bootstrap stack that the modern synthesizer needs is at least of this version. */
const oldestBootstrap = 6;
const bootstrapVersion = '/cdk-bootstrap/hnb659fds/version';

export interface Bootstrapping {
  readonly ssm: SSM;
  readonly cdk: Cdk;
  readonly target: Target;
  readonly assembly: string;
  readonly say: (line: string) => void;
}

/**
 * Bootstraps the account for the cdk where that was never done.
 * @throws CdkFailedError, InterruptedError
 */
export async function bootstrapOnce({ ssm, cdk, target, assembly, say }: Bootstrapping): Promise<void> {
  if ((await bootstrappedVersion(ssm)) >= oldestBootstrap) {
    return;
  }
  say(`Bootstrapping ${target.description} for the cdk, once for each account and region.`);
  await cdk(['bootstrap', '--app', assembly], target.environment);
}

async function bootstrappedVersion(ssm: SSM): Promise<number> {
  try {
    const { Parameter } = await ssm.getParameter({ Name: bootstrapVersion });
    return Number(Parameter?.Value ?? 0);
  } catch (error) {
    if (error instanceof ParameterNotFound) {
      return 0;
    }
    throw error;
  }
}
