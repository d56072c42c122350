import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const workspace = import.meta.dirname;

/** The folders of the projects with a tag, read from each project.json below `folder`: to add the tag is enough. */
function projectsTagged(tag, folder) {
  const entries = readdirSync(join(workspace, folder), { withFileTypes: true });
  if (entries.some(({ name }) => name === 'project.json')) {
    const { tags } = JSON.parse(readFileSync(join(workspace, folder, 'project.json'), 'utf8'));
    return tags.includes(tag) ? [folder] : [];
  }
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules');
  return folders.flatMap(({ name }) => projectsTagged(tag, `${folder}/${name}`));
}

/** Where tests are, and what stands in for a part of the world in them. */
const tests = [
  '**/*.spec.ts',
  '**/*.e2e.ts',
  '**/testing/**',
  '**/e2e/**',
  'apps/{fleet-e2e,iot-conformance}/**',
];

const noTestDoubles = {
  group: ['**/testing', '**/testing/**'],
  message: 'A test double is for tests. Hand the real part over as an argument.',
};

/** What a project tagged layer:rules may not do: it takes what it needs, time and chance included, as an argument. */
const pure = 'A project tagged layer:rules does no I/O: take what you need as an argument.';
const chance = ['randomBytes', 'randomFillSync', 'randomInt', 'randomUUID', 'generateKeyPair', 'webcrypto'];
const noInputOutput = {
  paths: [
    ...builtinModules
      .filter((name) => !['crypto', 'util'].includes(name))
      .map((name) => ({ name, message: pure })),
    ...['crypto', 'node:crypto'].map((name) => ({ name, importNames: chance, message: pure })),
  ],
  patterns: [
    { group: ['node:*', '!node:crypto', '!node:util'], message: pure },
    // Examples and end-to-end tests of such a project may: they lie outside of its `src`.
    { group: ['mqtt', 'mqtt-packet', 'aedes', 'pino'], message: pure },
  ],
};
const effectfulGlobals = ['process', 'fetch', 'console', 'performance', 'globalThis', 'crypto', 'require'];
const effectfulProperties = [
  ['Date', 'now'],
  ['Math', 'random'],
];

/** One timeout for all tests, in jest.preset.js: it guards against a hang and asserts nothing. */
const oneTimeout = 'Only jest.preset.js sets the timeout of tests. Find what is slow, or what hangs.';
const ownTimeouts = [
  'CallExpression[callee.object.name="jest"][callee.property.name="setTimeout"]',
  'CallExpression[callee.name=/^(it|test)$/][arguments.2]',
  'CallExpression[callee.object.name=/^(it|test)$/][callee.property.name=/^(only|concurrent|failing)$/][arguments.2]',
  'CallExpression[callee.callee.property.name="each"][arguments.2]',
  'CallExpression[callee.name=/^(before|after)(All|Each)$/][arguments.1]',
];

/** How variables and parameters are spelt. What is taken out of an object keeps the name that its owner gave it. */
function namesIn(...format) {
  const selector = ['variable', 'parameter'];
  return [
    { selector, format, leadingUnderscore: 'allowSingleOrDouble' },
    { selector, modifiers: ['destructured'], format: null },
  ];
}

/** Keys of devices lie behind a port, as hardware shows none. */
const keyPort = 'Only the adapter in keys/files works with key files: use the ports of keys/, as for a TPM.';
const keyWork = [
  'createPrivateKey',
  'generateKeyPair',
  'generateKeyPairSync',
  'sign',
  'createSign',
  'subtle',
  'webcrypto',
];
const noKeyWork = {
  paths: [
    ...['crypto', 'node:crypto'].map((name) => ({ name, importNames: keyWork, message: keyPort })),
    ...['tls', 'node:tls'].map((name) => ({ name, importNames: ['createSecureContext'], message: keyPort })),
    { name: '@fleet/certificate-request', message: keyPort },
  ],
  patterns: [noTestDoubles],
};
const keyFileAdapter = { group: ['**/keys/files/*'], message: keyPort };
const noKeyFiles = [
  'Literal[value=/private\\.pem\\.key|PRIVATE KEY/]',
  'TemplateElement[value.raw=/private\\.pem\\.key|PRIVATE KEY/]',
  'MemberExpression[property.name="subtle"]',
].map((selector) => ({ selector, message: keyPort }));

const literalSpread = {
  selector: 'ObjectExpression > SpreadElement > ObjectExpression',
  message: 'Write the members into the literal itself, without another one around them.',
};

/** Members that may be missing: one way to write them. */
const conditionalSpread = [
  'ObjectExpression > SpreadElement > ConditionalExpression',
  'ObjectExpression > SpreadElement > LogicalExpression[operator="&&"]',
].map((selector) => ({ selector, message: 'Write ...defined({ … }) of @fleet/optional-members.' }));

/** An impossible case throws; a possible one is handled. An empty text is neither, and goes on as if it were an answer. */
const emptyDefault = {
  selector: 'LogicalExpression[operator="??"] > Literal.right[value=""]',
  message: 'Assert, do not default: throw where there has to be a value, else handle that there is none.',
};

/** `String(row['name'])` makes a text of NULL. The readers of the store refuse what does not belong there. */
const bareColumn = {
  selector: 'MemberExpression[object.name="row"] > Literal.property',
  message: 'Read a column with the reader of @fleet/emulator-store for its kind.',
};

const wholeZod = {
  selector: 'ImportDeclaration[source.value="zod"] > ImportSpecifier[imported.name="z"]',
  message:
    "Write `import * as z from 'zod'`: by its member `z`, a bundle takes all of it, 40 languages included.",
};

// What the bundles of all programs have in common lies in the workspace's root.
const allowed = [
  '^\\.\\./\\.\\./(esbuild\\.(program|function)|third-party-notices)\\.cjs$',
  '/jest.preset.js$',
];

/** @param libraries tags of what may be imported at all: tests import what is for tests besides. */
const moduleBoundaries = (...libraries) => ({
  enforceBuildableLibDependency: true,
  allow: allowed,
  // Loaded by the one command that serves, so that the others do without all of AWS. Its tests load it at once.
  checkDynamicDependenciesExceptions: ['@fleet/emulator-cloud'],
  depConstraints: [
    { sourceTag: 'type:app', onlyDependOnLibsWithTags: libraries },
    { sourceTag: 'type:tool', onlyDependOnLibsWithTags: libraries },
    { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: libraries },
    { sourceTag: 'type:lib', onlyDependOnLibsWithTags: libraries },
    { sourceTag: 'type:testing', onlyDependOnLibsWithTags: libraries },
    {
      sourceTag: 'scope:device',
      onlyDependOnLibsWithTags: ['scope:device', 'scope:contract', 'scope:language'],
      bannedExternalImports: ['@aws-sdk/*', '@smithy/*', 'aws-cdk-lib', 'libsql'],
    },
    {
      sourceTag: 'scope:cloud',
      onlyDependOnLibsWithTags: ['scope:cloud', 'scope:contract', 'scope:aws', 'scope:language'],
    },
    {
      sourceTag: 'scope:contract',
      onlyDependOnLibsWithTags: ['scope:contract', 'scope:language'],
      bannedExternalImports: ['@aws-sdk/*', '@smithy/*'],
    },
    // What runs in a browser: it meets the cloud through the server of the console alone.
    {
      sourceTag: 'scope:page',
      onlyDependOnLibsWithTags: ['scope:page', 'scope:contract', 'scope:language'],
      bannedExternalImports: ['@aws-sdk/*', '@smithy/*', 'hono', '@hono/*', 'libsql'],
    },
    {
      sourceTag: 'scope:aws',
      onlyDependOnLibsWithTags: ['scope:aws', 'scope:language'],
      bannedExternalImports: ['@aws-sdk/*', '@smithy/*'],
    },
    {
      sourceTag: 'layer:rules',
      onlyDependOnLibsWithTags: ['layer:rules'],
      bannedExternalImports: ['@aws-sdk/*', '@smithy/*', 'libsql'],
    },
    // The emulator knows AWS and nothing of this project: it could serve any other.
    {
      sourceTag: 'scope:emulator',
      onlyDependOnLibsWithTags: ['scope:emulator', 'scope:aws', 'scope:language'],
    },
    // An engine knows no operation of AWS. A service is made of engines, and meets the others through ports.
    {
      sourceTag: 'layer:engine',
      onlyDependOnLibsWithTags: ['layer:engine', 'scope:aws', 'scope:language'],
    },
    {
      sourceTag: 'layer:service',
      onlyDependOnLibsWithTags: ['layer:engine', 'scope:aws', 'scope:language'],
    },
    // What the language itself could have had knows neither AWS nor this project.
    {
      sourceTag: 'scope:language',
      onlyDependOnLibsWithTags: ['scope:language'],
      bannedExternalImports: ['*'],
    },
  ],
});

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', '**/cdk.out', '**/.local', '**/.nx'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', moduleBoundaries('type:lib')],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/naming-convention': ['error', ...namesIn('camelCase')],
      eqeqeq: 'error',
      'object-shorthand': 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['{apps,libs,tools}/**/*.{ts,tsx}'],
    ignores: tests,
    rules: { 'no-restricted-imports': ['error', { patterns: [noTestDoubles] }] },
  },
  {
    files: ['{apps,libs,tools}/**/*.{ts,tsx}'],
    ignores: tests,
    rules: {
      'no-restricted-syntax': [
        'error',
        literalSpread,
        ...conditionalSpread,
        emptyDefault,
        bareColumn,
        wholeZod,
      ],
    },
  },
  {
    files: ['apps/edge-agent/src/**/*.ts'],
    ignores: [...tests, 'apps/edge-agent/src/keys/files/**'],
    rules: {
      'no-restricted-imports': ['error', { ...noKeyWork, patterns: [noTestDoubles, keyFileAdapter] }],
      'no-restricted-syntax': [
        'error',
        literalSpread,
        ...conditionalSpread,
        emptyDefault,
        bareColumn,
        wholeZod,
        ...noKeyFiles,
      ],
    },
  },
  {
    // Where the adapter is chosen, and the claim, which is files.
    files: ['apps/edge-agent/src/cli/device-keys.ts', 'apps/edge-agent/src/device/claim-files.ts'],
    rules: { 'no-restricted-imports': ['error', noKeyWork] },
  },
  {
    files: tests,
    rules: { '@nx/enforce-module-boundaries': ['error', moduleBoundaries('type:lib', 'type:testing')] },
  },
  {
    // The functions of all apps work on one simulated cloud there. Nothing imports the simulation in its turn.
    files: ['tools/simulation/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          ...moduleBoundaries('type:lib', 'type:testing'),
          allow: [...allowed, '^(\\.\\./)+apps/(edge-agent|fleet-cli|hook-lambda|rotation-lambda)/src/'],
        },
      ],
    },
  },
  {
    // A client of the SDK takes longer to load than a third of the cloud: each is loaded when it is first asked for.
    files: ['libs/emulator/**/*.ts'],
    ignores: tests,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@aws-sdk/client-*'],
              allowTypeImports: true,
              message: 'Import its types only, and the client with import() where it is needed.',
            },
          ],
        },
      ],
    },
  },
  {
    files: projectsTagged('layer:rules', 'libs').map((folder) => `${folder}/src/**/*.ts`),
    // An adapter joins the rules to a client that its user brings.
    ignores: [...tests, 'libs/provisioning-protocol/src/adapters/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { ...noInputOutput, patterns: [noTestDoubles, ...noInputOutput.patterns] },
      ],
      'no-restricted-globals': ['error', ...effectfulGlobals.map((name) => ({ name, message: pure }))],
      'no-restricted-properties': [
        'error',
        ...effectfulProperties.map(([object, property]) => ({ object, property, message: pure })),
      ],
      'no-restricted-syntax': [
        'error',
        literalSpread,
        ...conditionalSpread,
        emptyDefault,
        wholeZod,
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: pure },
        { selector: 'CallExpression[callee.name="Date"]', message: pure },
        // Nobody looks at what is imported while it runs.
        // A module of its own that is loaded late is as pure as the others.
        { selector: 'ImportExpression[source.value!=/^\\.\\//]', message: pure },
      ],
    },
  },
  {
    // The emulator passes on what AWS's API names, often under that name: `const Tags = …; lambda.tagResource({ Tags })`.
    files: ['apps/local-cloud/**/*.ts', 'libs/emulator/**/*.ts'],
    rules: {
      '@typescript-eslint/naming-convention': ['error', ...namesIn('camelCase', 'StrictPascalCase')],
    },
  },
  {
    // A component may be a variable: lazy(() => import(…)).
    files: ['apps/fleet-console-page/**/*.tsx'],
    rules: {
      'no-restricted-syntax': [
        'error',
        literalSpread,
        ...conditionalSpread,
        emptyDefault,
        wholeZod,
        {
          selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
          message: 'What devices and operators wrote is text, never markup.',
        },
      ],
      '@typescript-eslint/naming-convention': ['error', ...namesIn('camelCase', 'StrictPascalCase')],
    },
  },
  {
    // Examples are read by people who install the package: they import it by its name.
    files: ['libs/*/examples/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { ...moduleBoundaries('type:lib'), allowCircularSelfDependency: true },
      ],
    },
  },
  {
    files: tests,
    rules: {
      'no-restricted-syntax': [
        'error',
        literalSpread,
        ...conditionalSpread,
        ...ownTimeouts.map((selector) => ({ selector, message: oneTimeout })),
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        require: 'readonly',
        module: 'readonly',
        process: 'readonly',
        __dirname: 'readonly',
        console: 'readonly',
      },
    },
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/naming-convention': 'off',
    },
  },
  {
    // In the JavaScript of 2009, as old Nodes have to read it.
    files: ['oldest-node.cjs'],
    rules: { 'object-shorthand': ['error', 'never'] },
  },
  prettier,
  // Prettier's list switches it off, as some of its options quarrel with a formatter; `all` does not.
  { rules: { curly: ['error', 'all'] } },
);
