const { formatFiles } = require('@nx/devkit');
const { CannotGenerateError, camelCase, insertBefore, pascalCase, services } = require('./names.cjs');

/** The client of all operations: `SNS` of `@aws-sdk/client-sns`. */
function clientClassOf(client) {
  const name = `@aws-sdk/client-${client}`;
  let sdk;
  try {
    sdk = require(name);
  } catch {
    throw new CannotGenerateError(`${name} is not installed; run: npm install --save-exact ${name}`);
  }
  const found = Object.keys(sdk).find((key) => `${key}Client` in sdk);
  if (found === undefined) {
    throw new CannotGenerateError(`${name} exports no client with all operations`);
  }
  return { found, operations: new Set(Object.keys(sdk).filter((key) => key.endsWith('Command'))) };
}

const scaffold = ({ name }) => ({
  'project.json': JSON.stringify({ tags: ['type:lib', 'scope:emulator', 'layer:service'] }),
  'tsconfig.json': JSON.stringify({
    extends: '../../../../tsconfig.base.json',
    compilerOptions: { types: ['node', 'jest'] },
    include: ['src/**/*.ts'],
  }),
  'jest.config.cjs': `module.exports = { displayName: '${name}', preset: '../../../../jest.preset.js' };\n`,
});

const readme = ({ name, title }) => `# @fleet/services/${name}

${title}.

- **May use**: engines of the emulator, \`scope:aws\` and \`scope:language\`; no other service. What it needs of another service is handed to it.
- **Begin at** [\`src/index.ts\`](src/index.ts): what it needs and what it gives.
`;

const index = ({
  client,
  scope,
  title,
  type,
}) => `import { defineService, type AwsService } from '@fleet/aws-wire';
import { acceptedInput } from './accepted-input';

export interface ${type}Service {
  readonly service: AwsService;
}

/** ${title}. Its operations come from \`<subject>-handlers.ts\`, its rows from \`<subject>-repository.ts\`. */
export function create${type}Service(): ${type}Service {
  return {
    service: defineService({
      scope: '${scope}',
      sdk: () => import('@aws-sdk/client-${client}'),
      accepts: acceptedInput,
      handlers: {},
    }),
  };
}
`;

const acceptedInput = () => `import type { AcceptedInput } from '@fleet/aws-wire';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = { used: {}, harmless: [] };
`;

const firstTest = ({
  client,
  clientClass,
  operation,
  title,
  type,
}) => `import { ${clientClass} } from '@aws-sdk/client-${client}';
import { serveServices, type ServedServices } from '@fleet/served-services';
import { create${type}Service } from './index';

describe('${title}', () => {
  let served: ServedServices;
  let client: ${clientClass};
  beforeEach(async () => {
    served = await serveServices(() => [create${type}Service().service]);
    client = new ${clientClass}(served.client);
  });
  afterEach(async () => {
    client.destroy();
    await served.close();
  });

  it('answers the SDK, and refuses by its name what it does not have', async () => {
    await expect(client.${camelCase(operation)}({})).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: expect.stringContaining('${operation}') as string,
    });
  });
});
`;

/** Makes a service of the emulator, and writes it into the lists of services. */
module.exports = async function service(tree, { name, title, operation, client = name, scope = name }) {
  const root = `${services}/${name}`;
  if (tree.exists(root)) {
    throw new CannotGenerateError(`${root} is there already`);
  }
  const { found: clientClass, operations } = clientClassOf(client);
  if (!operations.has(`${operation}Command`)) {
    throw new CannotGenerateError(`@aws-sdk/client-${client} has no operation ${operation}`);
  }
  const about = { name, title, operation, client, clientClass, scope, type: pascalCase(name) };
  const files = {
    ...scaffold(about),
    'README.md': readme(about),
    'src/accepted-input.ts': acceptedInput(),
    'src/index.ts': index(about),
    [`src/${name}.spec.ts`]: firstTest(about),
  };
  for (const [path, text] of Object.entries(files)) {
    tree.write(`${root}/${path}`, text);
  }
  const cloud = 'libs/emulator/cloud/src/cloud.ts';
  insertBefore(
    tree,
    cloud,
    /^import .* from '\.\//m,
    `import { create${about.type}Service } from '@fleet/services/${name}';\n`,
  );
  insertBefore(tree, cloud, /^ {4}stacks\.service,$/m, `    create${about.type}Service().service,\n`);
  const own = 'libs/emulator/own-clients/src/own-clients.ts';
  insertBefore(
    tree,
    own,
    /^ {4}\/\*\* Closes the connections/m,
    `    ${camelCase(about.type)}: lazily(async () => new (await import('@aws-sdk/client-${client}')).${clientClass}(settings())),\n`,
  );
  const titles = client === name ? `{ title: '${title}' }` : `{ title: '${title}', client: '${client}' }`;
  insertBefore(tree, 'tools/workspace/src/document-services.mjs', /^ {2}sts: /m, `  '${name}': ${titles},\n`);
  insertBefore(tree, 'docs/architecture.md', /^\| `tools\/demo` /m, `| \`${root}\` | ${title} |\n`);
  await formatFiles(tree);
  return () =>
    process.stdout.write('Next: npx nx run workspace:document && npx nx run workspace:draw-projects\n');
};
