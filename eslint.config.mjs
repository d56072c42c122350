import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Libraries that hold rules: no file, no network, no process. */
const rulesOnly = [
  'libs/cert-dates',
  'libs/policy-templates',
  'libs/iot-policy',
  'libs/provisioning-protocol',
  'libs/fleet-contract',
];

const moduleBoundaries = {
  enforceBuildableLibDependency: true,
  allow: [],
  depConstraints: [
    { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
    { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:lib'] },
    { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:lib'] },
    { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
    {
      sourceTag: 'scope:device',
      onlyDependOnLibsWithTags: ['scope:device', 'scope:contract'],
      bannedExternalImports: ['@aws-sdk/*', '@smithy/*', 'aws-cdk-lib', 'libsql'],
    },
    { sourceTag: 'scope:cloud', onlyDependOnLibsWithTags: ['scope:cloud', 'scope:contract', 'scope:aws'] },
    {
      sourceTag: 'scope:contract',
      onlyDependOnLibsWithTags: ['scope:contract'],
      bannedExternalImports: ['@aws-sdk/*', '@smithy/*'],
    },
    {
      sourceTag: 'scope:aws',
      onlyDependOnLibsWithTags: ['scope:aws'],
      bannedExternalImports: ['@aws-sdk/*', '@smithy/*'],
    },
    // The emulator knows AWS and nothing of this project: it could serve any other.
    { sourceTag: 'scope:emulator', onlyDependOnLibsWithTags: ['scope:emulator', 'scope:aws'] },
  ],
};

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', '**/cdk.out', '**/.local', '**/.nx'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', moduleBoundaries],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: rulesOnly.map((room) => `${room}/src/**/*.ts`),
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:*', '!node:crypto', 'fs', 'net', 'tls', 'http', 'https', 'child_process', 'mqtt'],
              message: 'Rule libraries do no I/O: take what you need as an argument.',
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', { name: 'process', message: 'Rule libraries do no I/O.' }],
    },
  },
  {
    // Examples are read by people who install the package: they import it by its name.
    files: ['libs/*/examples/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': ['error', { ...moduleBoundaries, allowCircularSelfDependency: true }],
    },
  },
  {
    // Jest's matchers (`expect.stringContaining` and the like) are typed `any`, and stand in for values of every type.
    files: ['**/*.spec.ts', '**/*.e2e.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], ...tseslint.configs.disableTypeChecked },
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
    rules: { ...tseslint.configs.disableTypeChecked.rules, '@typescript-eslint/no-require-imports': 'off' },
  },
  prettier,
);
