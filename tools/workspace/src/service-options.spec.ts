import { readText } from './workspace';

describe('the option of Node.js that the service of the agent is started with', () => {
  const definition = readText('apps/edge-agent/src/service/service-definition.ts');
  const [, option = 'none'] = /withoutRootsOfNode = '(--[a-z-]+)'/.exec(definition) ?? [];

  // The benchmark is a tool, and may not import an application.
  it.each([
    ['bench:provisioning', 'tools/bench/src/contest/contest.ts', `measureProcess(['${option}', `],
    ['the image of a container', 'docs/agent.md', `ENTRYPOINT ["node", "${option}", `],
  ])('is that of %s', (_what, file, words) => {
    expect(readText(file)).toContain(words);
  });
});
