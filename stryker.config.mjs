/*
 * Mutation testing of one project: `nx run <project>:mutation`. Stryker changes the code in one place at a time, in a
 * copy of the workspace, and runs the project's unit tests: a change that no test notices has survived.
 * docs/mutants.md lists those, with the reasons.
 */

import { join } from 'node:path';

const project = process.env.MUTATED_PROJECT;
if (project === undefined) {
  throw new Error('Run "npx nx run <project>:mutation", which names the project.');
}

/** Where a project has more than rules, the files that hold them. */
const ruleFiles = {
  'apps/hook-lambda': ['proof', 'provision', 'rotation', 'hook'],
  'apps/rotation-lambda': ['devices', 'find', 'sweep', 'worker', 'pace'],
  'apps/claim-lambda': ['claim'],
};
const folders = ruleFiles[project]?.map((folder) => `${project}/src/${folder}`) ?? [`${project}/src`];
const name = project.split('/').at(-1);

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [
    ...folders.map((folder) => `${folder}/**/*.ts`),
    '!**/*.spec.ts',
    '!**/testing/**',
    '!**/index.ts',
  ],
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  jest: {
    projectType: 'custom',
    configFile: `${project}/jest.config.cjs`,
    config: {
      setupFiles: [join(import.meta.dirname, 'mutation.setup.cjs')],
      testEnvironment: join(import.meta.dirname, 'mutation.environment.cjs'),
      testRunner: join(import.meta.dirname, 'mutation.jest-circus.cjs'),
      testSequencer: join(import.meta.dirname, 'mutation.sequencer.cjs'),
    },
    enableFindRelatedTests: true,
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // The copy: what a project's unit tests read, and nothing that is built.
  ignorePatterns: ['/dist', '/docs', '/tools', '/apps/*', `!/apps/${name}`, '.local', 'cdk.out'],
  tempDirName: '.nx/mutation',
  // Quick, and not for a page: a changed test leaves the old result of a mutant that is run while a module is loaded.
  incremental: process.env.MUTATION_INCREMENTAL === 'true',
  incrementalFile: `.nx/mutation-${name}.json`,
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: true },
  jsonReporter: { fileName: `dist/mutation/${name}.json` },
  thresholds: { high: 95, low: 90, break: 90 },
  disableTypeChecks: false,
  // A busy machine is no endless loop.
  timeoutMS: 60_000,
};
