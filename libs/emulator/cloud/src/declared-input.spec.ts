import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredInput } from '@fleet/aws-wire';
import type { AwsService, DeclaredInput } from '@fleet/aws-wire';
import { composeForTest } from './testing/composed-services';
import type { ComposedServices } from './testing/composed-services';

/** Folders of services that are not called as their clients sign. */
const folders: Partial<Record<string, string>> = {
  iotdata: 'iot-data',
  monitoring: 'cloudwatch',
};

let composed: ComposedServices;
let services: readonly AwsService[];

beforeAll(async () => {
  composed = await composeForTest();
  ({ services } = composed);
});

afterAll(() => composed.close());

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
        'sts:AssumeRole Tags.Key',
        'ssm:DescribeParameters ParameterFilters.Values',
        'lambda:CreateFunction FileSystemConfigs.Arn',
        'iot:CreateThingType thingTypeProperties.mqtt5Configuration.propagatingAttributes.thingAttribute',
      ]),
    );
  });
});

/** The identifiers in a service's sources, without its declaration. */
function wordsOf(scope: string): ReadonlySet<string> {
  const directory = join(__dirname, '..', '..', 'services', folders[scope] ?? scope, 'src');
  const sources = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) =>
        name.endsWith('.ts') &&
        !/\.spec\.ts$|(?:accepted-input|action-resources|authorization-reference)\.ts$|testing/.test(name),
    )
    .map((name) => readFileSync(join(directory, name), 'utf8'));
  return new Set(sources.join('\n').match(/[A-Za-z]\w*/g));
}
