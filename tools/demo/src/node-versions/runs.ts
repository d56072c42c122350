import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as z from 'zod/mini';

/** What a newcomer or an operator starts, below dist/. */
const programs = [
  'apps/edge-agent/agent.js',
  'apps/fleet-cli/main.js',
  'apps/infra/program/operator.js',
  'apps/infra/program/synth.js',
  'apps/local-cloud/main.js',
  'apps/rotation-program/main.js',
  'tools/demo/main.js',
] as const;

/** A Node did not do what it has to. */
class NodeFailedError extends Error {
  override readonly name = 'NodeFailedError';
}

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Plays the demo with nothing but this Node: local-cloud, the deploy, the hooks in their functions, the agent.
 * @returns what happened, in words
 * @throws NodeFailedError
 */
export async function runDemo(node: string, root: string): Promise<string> {
  const begun = performance.now();
  const ended = await run(node, [join(root, 'dist/tools/demo/main.js'), '--once'], root);
  if (ended.exitCode !== 0) {
    const lastLines = `${ended.stdout}${ended.stderr}`.split('\n').slice(-20).join('\n');
    throw new NodeFailedError(`the demo ended with exit code ${String(ended.exitCode)}:\n${lastLines}`);
  }
  const seconds = Math.round((performance.now() - begun) / 1000);
  return `demo, hooks and agent did their work in ${seconds} s`;
}

/**
 * Starts every program with a Node that is too old for it.
 * @returns what happened, in words
 * @throws NodeFailedError
 */
export async function runRefused(node: string, root: string): Promise<string> {
  const manifest = z.object({ engines: z.object({ node: z.string() }) });
  const { engines } = manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const sentence = `This needs Node.js ${engines.node.replace('>=', '')} or newer, and this is Node.js`;
  for (const program of programs) {
    const { exitCode, stdout, stderr } = await run(node, [join(root, 'dist', program)], root);
    if (exitCode !== 1 || stdout !== '' || !stderr.startsWith(sentence) || stderr.trim().includes('\n')) {
      throw new NodeFailedError(
        `${program} ended with exit code ${String(exitCode)}:\n${stdout}${stderr}`.slice(0, 2_000),
      );
    }
  }
  return `refused in one sentence by each of ${programs.length} programs`;
}

function run(node: string, commandLine: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      node,
      [...commandLine],
      { cwd, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => {
        resolve({ exitCode: child.exitCode, stdout, stderr });
      },
    );
  });
}
