import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IoTClient, paginateListCertificates, paginateListThings } from '@aws-sdk/client-iot';
import { sdkSettings, synthesiseFleet } from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import * as z from 'zod';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { operate, startDeployedCloud, type TestCloud } from '../deployment/test-cloud';
import { runFleetCli, type CommandEnd } from '../fleet-cli/command';
import { workspaceRoot } from '../workspace';

const publicKey = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() });
const keyPrinted = z.object({ voucherKeys: z.record(z.string(), publicKey) });
const voucherLine = z.object({ serial: z.string(), voucher: z.string() });

/** A fleet that asks for vouchers, and the factory that makes them: with the operator's own commands. */
export class VouchingFleet {
  private constructor(
    readonly testCloud: TestCloud,
    readonly fleet: DeployedFleet,
    /** In which the operator's commands mean this fleet. */
    readonly environment: NodeJS.ProcessEnv,
    private readonly folder: string,
    private readonly iot: IoTClient,
  ) {}

  /** It ends with the resources. */
  static async start(resources: ResourceStack): Promise<VouchingFleet> {
    const testCloud = await startDeployedCloud(resources);
    const folder = join(testCloud.folder, 'factory');
    await mkdir(folder);
    const key = ['vouchers', 'keygen', '--out', join(folder, 'factory.pem'), '--json'];
    const made = await runFleetCli(testCloud.cloud, ...key);
    const { voucherKeys } = keyPrinted.parse(JSON.parse(made.stdout[0] ?? ''));
    const config = { resourceTag: 'vouched', models: ['model-1', 'model-2'], policyMode: 'strict' } as const;
    const environment = await synthesiseFleet(
      { ...config, provisioning: 'voucher', voucherKeys },
      join(testCloud.folder, 'vouched'),
      { workspaceRoot, resources, environment: testCloud.cloud.environment },
    );
    await operate(testCloud, ['deploy'], environment).succeed();
    const iot = new IoTClient(sdkSettings(testCloud.cloud.endpoints));
    resources.defer(() => iot.destroy());
    return new VouchingFleet(testCloud, new DeployedFleet(testCloud, 'vouched'), environment, folder, iot);
  }

  /** Has the factory make the vouchers of a list. @returns how the command ended, and the vouchers by serial */
  async issue(
    name: string,
    list: string,
  ): Promise<{ readonly ended: CommandEnd; readonly vouchers: ReadonlyMap<string, string> }> {
    const out = join(this.folder, `${name}.jsonl`);
    const key = join(this.folder, 'factory.pem');
    const ended = await this.vouchers(
      'issue',
      '--file',
      list,
      '--key',
      key,
      '--model',
      'model-1',
      '--out',
      out,
    );
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n');
    const read = lines.map((line) => voucherLine.parse(JSON.parse(line)));
    return { ended, vouchers: new Map(read.map(({ serial, voucher }) => [serial, voucher])) };
  }

  /** The factory's commands, beside the running cloud. */
  vouchers(...command: string[]): Promise<CommandEnd> {
    return this.vouchersIn(this.environment, ...command);
  }

  /** The same for a fleet that has the key of AWS KMS in its configuration, and no other. */
  async vouchersOfKms(kmsKey: string): Promise<(...command: string[]) => Promise<CommandEnd>> {
    const printed = await this.vouchers('public-key', '--kms-key', kmsKey, '--json');
    const { voucherKeys } = keyPrinted.parse(JSON.parse(printed.stdout[0] ?? ''));
    const file = join(this.folder, 'kms.config.json');
    const config = { resourceTag: 'vouched', models: ['model-1'], provisioning: 'voucher', voucherKeys };
    await writeFile(file, JSON.stringify(config));
    return (...command) => this.vouchersIn({ ...this.environment, FLEET_CONFIG: file }, ...command);
  }

  private vouchersIn(environment: NodeJS.ProcessEnv, ...command: string[]): Promise<CommandEnd> {
    const { resources } = this.testCloud.cloud;
    return runFleetCli({ resources, environment }, 'vouchers', ...command, '--local');
  }

  /** How many certificates of each status the account has. */
  async certificates(): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    for await (const { certificates = [] } of paginateListCertificates(
      { client: this.iot },
      { pageSize: 250 },
    )) {
      for (const { status = 'none' } of certificates) {
        counts[status] = (counts[status] ?? 0) + 1;
      }
    }
    return counts;
  }

  async things(): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const { things = [] } of paginateListThings({ client: this.iot }, { maxResults: 250 })) {
      names.push(...things.flatMap(({ thingName }) => thingName ?? []));
    }
    return names;
  }
}
