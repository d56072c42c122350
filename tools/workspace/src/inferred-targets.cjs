const { dirname } = require('node:path');

/** Gives every project with a tsconfig.json the target `typecheck`, so that its project.json need not say so. */
const createNodesV2 = [
  '{apps,libs,tools}/**/tsconfig.json',
  (files) =>
    files.map((file) => {
      const root = dirname(file);
      const typecheck = {
        command: `oxlint ${root}`,
        cache: true,
        inputs: ['default', '^production', '{workspaceRoot}/.oxlintrc.json'],
      };
      return [file, { projects: { [root]: { targets: { typecheck } } } }];
    }),
];

module.exports = { name: 'inferred-targets', createNodesV2 };
