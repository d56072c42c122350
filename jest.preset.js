const { createHash } = require('node:crypto');
const { join } = require('node:path');
const { compilerOptions } = require('./tsconfig.base.json');

// Packages that ship ES modules only: jest compiles them like our own code.
const esModulesOnly = [
  'aedes',
  'aedes-[^/]+',
  'cborg',
  'fastfall',
  'hyperid',
  'jose',
  'mqemitter',
  'qlobber',
  'uuid',
];

// The SDK's versions are pinned: what it will demand of Node.js in later ones would only bury what tests print.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const moduleNameMapper = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([name, [file]]) => [
    `^${name.replace('*', '([^/]+)')}$`,
    join(__dirname, file.replace('*', '$1')),
  ]),
);

// Its exports name only an `import` condition, which jest's CommonJS resolver does not ask for.
moduleNameMapper['^cborg$'] = join(__dirname, 'node_modules/cborg/cborg.js');

module.exports = {
  // One for all projects of this clone: see jest.transform.cjs.
  id: createHash('sha256').update(__dirname).digest('hex').slice(0, 32),
  testEnvironment: 'node',
  // It guards against a hang and asserts nothing: no test has another one, and no test is about how fast a machine is.
  testTimeout: 120_000,
  testMatch: ['**/*.spec.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper,
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      join(__dirname, 'jest.transform.cjs'),
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022', keepClassNames: true },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
        swcrc: false,
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModulesOnly.join('|')})/)`],
};
