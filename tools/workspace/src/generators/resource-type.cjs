const { formatFiles } = require('@nx/devkit');
const {
  CannotGenerateError,
  camelCase,
  insertBefore,
  kebabCase,
  pascalCase,
  services,
} = require('./names.cjs');

const source = ({ type, factory }) => `import type { ResourceType } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({ Name: z.string().optional() });
type Properties = z.infer<typeof schema>;

/** ${type} */
export function ${factory}(): ResourceType<Properties> {
  return {
    typeName: '${type}',
    replaceOn: ['Name'],
    schema,
    physicalIdOf: ({ Name: name }, context) => name ?? context.uniqueName(),
    create: () => Promise.reject(new Error('${type} is not written yet: call the API that makes it')),
    delete: () => Promise.reject(new Error('${type} is not written yet: call the API that deletes it')),
  };
}
`;

const firstTest = ({ file, type, factory }) => `import { ${factory} } from './${file}';

describe('${type}', () => {
  it('refuses a property that it does not know, by its name', () => {
    expect(() => ${factory}().schema.parse({ Nmae: 'x' })).toThrow('Nmae');
  });
});
`;

/** The list of the service's types, with one more. */
function listed(before, { service, file, factory }) {
  if (before === null) {
    return `import type { ResourceType } from '@fleet/resource-types';
import { ${factory} } from './${file}';

/** What CloudFormation can make of this service. */
export function ${camelCase(pascalCase(service))}ResourceTypes(): ResourceType[] {
  return [${factory}()];
}
`;
  }
  const imported = before.replace(
    /(?=\n\/\*\* What CloudFormation can make)/,
    () => `import { ${factory} } from './${file}';\n`,
  );
  return imported.replace(/(?:,\s*)?\];\n\}/, () => `, ${factory}()];\n}`);
}

/** The first type of a service: from now on the cloud asks the service for its types. */
function handOver(tree, root, { service }) {
  const types = `${camelCase(pascalCase(service))}ResourceTypes`;
  insertBefore(
    tree,
    `${root}/src/index.ts`,
    /^export interface /m,
    `export { ${types} } from './resource-types';\n\n`,
  );
  const all = 'libs/emulator/cloud/src/resource-types.ts';
  insertBefore(
    tree,
    all,
    /^\n\/\*\* The resource types/m,
    `import { ${types} } from '@fleet/services/${service}';\n`,
  );
  insertBefore(tree, all, /^ {2}\];$/m, `    ...${types}(),\n`);
}

/** Makes a resource type of a service, and writes it into the list of its types. */
module.exports = async function resourceType(tree, { service, type }) {
  const root = `${services}/${service}`;
  if (!tree.exists(root)) {
    throw new CannotGenerateError(
      `${root} is not there; make it first: npx nx g workspace:service ${service}`,
    );
  }
  const name = type.split('::')[2];
  const about = { service, type, file: kebabCase(name), factory: `${camelCase(pascalCase(service))}${name}` };
  const folder = `${root}/src/resource-types`;
  if (tree.exists(`${folder}/${about.file}.ts`)) {
    throw new CannotGenerateError(`${folder}/${about.file}.ts is there already`);
  }
  const list = `${folder}/index.ts`;
  if (!tree.exists(list)) {
    handOver(tree, root, about);
  }
  tree.write(list, listed(tree.exists(list) ? tree.read(list, 'utf8') : null, about));
  tree.write(`${folder}/${about.file}.ts`, source(about));
  tree.write(`${folder}/${about.file}.spec.ts`, firstTest(about));
  await formatFiles(tree);
  return () => process.stdout.write('Next: npx nx run workspace:document\n');
};
