import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Specification } from '@fleet/cloudformation-specification';
import { clientsFor } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import * as z from 'zod';
import { resourceTypes } from '../resource-types';

type Schema = z.core.JSONSchema.BaseSchema;

/** The CDK's own, of which AWS publishes nothing. */
const unpublished = 'AWS::CDK::Metadata';

const clients = clientsFor(() => {
  throw new Error('nothing is asked here');
});
const types = resourceTypes(clients, () => Promise.resolve())
  .filter(({ typeName }) => typeName !== unpublished)
  .map((type): [string, ResourceType] => [type.typeName, type]);

let specification: Specification;
beforeAll(async () => {
  specification = await Specification.load();
});

describe.each(types)('%s, against the specification that AWS publishes,', (typeName, type) => {
  const taken = propertiesOf(type);

  it('takes only properties that are known, also within properties', () => {
    const unknown = specification
      .faultsOf(typeName, exampleOf(schemaOf(type)))
      .filter(({ is }) => is === 'unknown');
    expect(unknown).toEqual([]);
  });

  it('demands the properties that are required', () => {
    const required = specification.faultsOf(typeName, {}).map(({ path }) => path);
    expect(schemaOf(type).required ?? []).toEqual(expect.arrayContaining(required));
  });

  it('refuses the properties that it does not take, by their names', () => {
    const silent = specification
      .propertiesOf(typeName)
      .filter((name) => !taken.includes(name))
      .filter((name) => !refusalOf(type, name).includes(name));
    expect(silent).toEqual([]);
  });

  it('replaces a resource for the properties that cannot change, and for no others', () => {
    const createOnly = specification.createOnlyOf(typeName).filter((name) => taken.includes(name));
    expect([...type.replaceOn].sort()).toEqual(createOnly);
  });

  it('uses what it takes, or says why it has no effect', () => {
    const harmless = (type.harmless ?? []).flatMap(({ properties }) => properties.trim().split(/\s+/));
    expect(taken).toEqual(expect.arrayContaining(harmless));
    const used = usedIn(sourceOf(typeName), taken);
    expect(taken.filter((name) => !used.includes(name)).sort()).toEqual([...harmless].sort());
  });
});

function schemaOf(type: ResourceType): Schema {
  return z.toJSONSchema(type.schema, { io: 'input', unrepresentable: 'any' });
}

function propertiesOf(type: ResourceType): string[] {
  return Object.keys(schemaOf(type).properties ?? {}).sort();
}

/** Properties as a schema takes them: all at once, with an item in each list. */
function exampleOf(schema: Schema | boolean | undefined): unknown {
  if (typeof schema !== 'object') {
    return '';
  }
  const { anyOf, items, properties } = schema;
  if (properties !== undefined) {
    return Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, exampleOf(each)]));
  }
  if (items !== undefined && !Array.isArray(items)) {
    return [exampleOf(items)];
  }
  const structures = (anyOf ?? []).map(exampleOf).filter((each) => typeof each === 'object');
  return structures.length === 0 ? '' : Object.assign({}, ...structures);
}

function refusalOf(type: ResourceType, name: string): string {
  const read = type.schema.safeParse({ [name]: 'x' });
  return read.success ? 'no refusal' : read.error.message;
}

/** What a resource type does, in the words of its source: without its schema, which stands in front of it. */
function sourceOf(typeName: string): string {
  const services = join(__dirname, '..', '..', '..', 'services');
  const sources = readdirSync(services)
    .map((service) => join(services, service, 'src', 'resource-types'))
    .flatMap((folder) => (hasFolder(folder) ? sourcesIn(folder) : []));
  const source = sources.find((each) => each.includes(`typeName: '${typeName}'`));
  if (source === undefined) {
    throw new Error(`no source has the resource type ${typeName}`);
  }
  return source
    .slice(source.indexOf('\nexport function'))
    .replace(/^ {4}replaceOn: .*$/m, '')
    .replace(/^ {4}harmless: \[(?:.*\],|[^]*?\n {4}\],)$/m, '');
}

function hasFolder(folder: string): boolean {
  return readdirSync(join(folder, '..')).includes('resource-types');
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** The properties that a source names; all of them where it hands them over as a whole. */
function usedIn(source: string, names: readonly string[]): string[] {
  const handsOver = /\.\.\.(properties|settings)\b|\)\.\w+\(properties\)/.test(source);
  const words = new Set(source.match(/[A-Za-z]\w*/g));
  return names.filter((name) => handsOver || words.has(name));
}
