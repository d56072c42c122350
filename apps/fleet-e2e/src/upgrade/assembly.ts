import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ManagedProcess, type LocalCloudProcess } from '@fleet/local-fleet';
import * as z from 'zod';

const stackResource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const stackTemplate = z.looseObject({ Resources: z.record(z.string(), stackResource) });

export type StackResource = z.infer<typeof stackResource>;
export type StackTemplate = z.infer<typeof stackTemplate>;

/** A cloud assembly of the fleet's stack, deployed by the cdk CLI or piece by piece. */
export class Assembly {
  private constructor(
    private readonly folder: string,
    readonly template: StackTemplate,
  ) {}

  static async read(folder: string): Promise<Assembly> {
    const names = await readdir(folder);
    const file = names.find((name) => name.endsWith('.template.json'));
    if (file === undefined) {
      throw new Error(`${folder} has no template`);
    }
    return new Assembly(folder, stackTemplate.parse(JSON.parse(await readFile(join(folder, file), 'utf8'))));
  }

  /** Deploys the stack, as a user does who has nothing but the cdk CLI. */
  async deploy(cloud: LocalCloudProcess): Promise<void> {
    await this.cdkDeploy(cloud);
  }

  /** Brings code and agent into the account, and changes no stack. */
  async publish(cloud: LocalCloudProcess): Promise<void> {
    await this.cdkDeploy(cloud, '--method', 'prepare-change-set');
  }

  private async cdkDeploy(cloud: LocalCloudProcess, ...options: readonly string[]): Promise<void> {
    await this.cdk(cloud, 'bootstrap');
    const parameters = ['--parameters', `RootCa=${cloud.rootCa}`];
    await this.cdk(cloud, 'deploy', '--all', '--require-approval', 'never', ...parameters, ...options);
  }

  private async cdk(cloud: LocalCloudProcess, command: string, ...options: readonly string[]): Promise<void> {
    await new ManagedProcess({
      title: `cdk ${command}`,
      resources: cloud.resources,
      arguments: [
        require.resolve('aws-cdk/bin/cdk'),
        ...[command, '--app', this.folder, '--no-notices', ...options],
      ],
      environment: { ...cloud.environment, CDK_DISABLE_CLI_TELEMETRY: 'true' },
    }).succeed();
  }
}
