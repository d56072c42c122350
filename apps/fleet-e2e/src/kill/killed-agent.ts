import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startAgent, type Command } from '@fleet/local-fleet';
import * as z from 'zod';
import type { TrialDevice } from './trial-device';

/** One of the agent's calls on its identity folder or its sockets, and on which side of it. */
export interface KillPoint {
  /** Its number, counted from 1, or its words in the report of another run. */
  readonly at: number | string;
  readonly when: 'before' | 'after';
}

/** What a run under the preload did. */
export interface WatchedRun {
  /** Its calls in order, in words. */
  readonly calls: readonly string[];
  readonly killedAt: string | undefined;
}

const preload = join(__dirname, 'kill-at-call.cjs');
const report = z.object({ calls: z.array(z.string()), killedAt: z.string().optional() });

/** The agent ended by itself, but not well, or outlived its call. */
export class AgentFailedError extends Error {
  override readonly name = 'AgentFailedError';
}

/**
 * Runs a command of the agent until it is killed at that point, or, without a point or with one that it does not
 * reach, until it ends.
 * @throws AgentFailedError when it ends by itself with another exit code than 0
 */
export async function runWatched(
  { folder, resources }: TrialDevice,
  command: Command,
  point: KillPoint = { at: 0, when: 'before' },
): Promise<WatchedRun> {
  const reportFile = `${folder}.calls.json`;
  const agent = startAgent(folder, command, {
    resources,
    nodeArguments: ['--require', preload],
    environment: {
      ...process.env,
      KILL_FOLDER: join(folder, 'identity'),
      KILL_AT: String(point.at),
      KILL_WHEN: point.when,
      KILL_REPORT: reportFile,
    },
  });
  const exitCode = await agent.exit();
  const { calls, killedAt } = report.parse(JSON.parse(await readFile(reportFile, 'utf8')));
  if (exitCode !== null && exitCode !== 0) {
    throw new AgentFailedError(`ended with ${exitCode} before it was killed:\n${agent.stderr.join('\n')}`);
  }
  const call = calls.find((words, index) => words === point.at || index + 1 === point.at);
  if (killedAt === undefined && call !== undefined) {
    throw new AgentFailedError(`came to ${call} and was not killed`);
  }
  return { calls, killedAt };
}
