import projects from './eslint.config.mjs';

/**
 * The rules of every project over one TypeScript program. A program for each of the projects, as an editor wants it,
 * reads the AWS SDK's types more than twenty times; this one reads them once.
 */
export default [
  ...projects,
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: {
        projectService: false,
        project: './tsconfig.json',
        tsconfigRootDir: import.meta.dirname,
      },
    },
  },
];
