import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declaredInput } from '@fleet/aws-wire';
import type { AwsService, DeclaredInput } from '@fleet/aws-wire';
import { SettableClock } from '@fleet/emulator-clock';
import { openStore } from '@fleet/emulator-store';
import { clientsFor } from '@fleet/own-clients';
import { createIamService } from '@fleet/services/iam';
import { createStsService } from '@fleet/services/sts';
import pino from 'pino';
import { Closers } from './closers';
import { composeServices } from './cloud';

/** Folders of services that are not called as their clients sign. */
const folders: Partial<Record<string, string>> = {
  iotdata: 'iot-data',
};

let dataDirectory: string;
let services: readonly AwsService[];
const closers = new Closers();

beforeAll(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  const options = {
    host: '127.0.0.1',
    port: 0,
    mqttPort: 0,
    dataDirectory,
    accountId: '123456789012',
    region: 'us-east-1',
  };
  const store = closers.add(openStore(join(dataDirectory, 'cloud.db')));
  const clock = closers.add(new SettableClock());
  const iam = createIamService({ store, clock, accountId: options.accountId });
  const sts = createStsService({ store, clock, roles: iam });
  const url = () => 'http://127.0.0.1';
  const credentials = sts.userCredentials();
  const clients = closers.add(clientsFor(() => ({ url: url(), region: options.region, credentials })));
  const log = pino({ level: 'silent' });
  ({ services } = await composeServices({ options, store, clock, log, clients, url }, { iam, sts }, closers));
});

afterAll(async () => {
  await closers.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

const declared = async (): Promise<[AwsService, DeclaredInput][]> =>
  Promise.all(
    services.map(async (service): Promise<[AwsService, DeclaredInput]> => [
      service,
      await declaredInput(service),
    ]),
  );

describe('what the services declare of their input', () => {
  it('names operations that they answer, and members that the SDK knows of them', async () => {
    const mistakes = (await declared()).map(([{ scope }, input]) => [scope, input.mistakes]);
    expect(mistakes).toEqual(services.map(({ scope }) => [scope, []]));
  });

  it('as used are names that their sources have', () => {
    const unheardOf = services.flatMap(({ scope, accepts }) => {
      const words = wordsOf(scope);
      return Object.entries(accepts.used).flatMap(([operation, names]) =>
        (names.match(/\w+(?=\s|$|\.\*)/g) ?? [])
          .filter((name) => !words.has(name))
          .map((name) => `${scope}: ${operation} ${name}`),
      );
    });
    expect(unheardOf).toEqual([]);
  });

  it('leaves out what they ignore', async () => {
    const refused = (await declared()).flatMap(([{ scope }, { members }]) =>
      members
        .filter(({ is }) => is === 'refused')
        .map(({ operation, member }) => `${scope}:${operation} ${member}`),
    );
    expect(refused).toEqual(
      expect.arrayContaining([
        'sts:AssumeRole Policy',
        'ssm:DescribeParameters ParameterFilters.Values',
        'lambda:CreateFunction FileSystemConfigs.Arn',
        'iot:CreateThing billingGroupName',
      ]),
    );
  });
});

/** The identifiers in a service's sources, without its declaration. */
function wordsOf(scope: string): ReadonlySet<string> {
  const directory = join(__dirname, '..', '..', 'services', folders[scope] ?? scope, 'src');
  const sources = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.spec\.ts$|accepted-input\.ts$|testing/.test(name))
    .map((name) => readFileSync(join(directory, name), 'utf8'));
  return new Set(sources.join('\n').match(/[A-Za-z]\w*/g));
}
