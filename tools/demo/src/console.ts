import { join } from 'node:path';
import { ManagedProcess, type LocalCloudProcess } from '@fleet/local-fleet';
import { defined } from '@fleet/optional-members';
import type { ResourceStack } from '@fleet/resource-stack';
import type { Narration } from './narration';
import type { DemoOptions } from './options';

/** The console, which listens. */
export interface StartedConsole {
  /** Prints its link; from then on what it says, which is another link for each Enter, and a line for each act. */
  readonly present: () => void;
}

const linkIn = /^http:\/\/127\.0\.0\.1:\d+\/#\S+$/;

interface ConsoleStage {
  readonly options: DemoOptions;
  readonly workspaceRoot: string;
  readonly narration: Narration;
  readonly resources: ResourceStack;
}

/** @throws ProcessFailedError */
export async function startConsole(
  { workspaceRoot, resources, narration, options }: ConsoleStage,
  cloud: LocalCloudProcess,
): Promise<StartedConsole> {
  let isPresented = false;
  const asksForLinks = !options.once && process.stdin.isTTY;
  const program = new ManagedProcess({
    title: 'fleet-console',
    resources,
    arguments: [join(workspaceRoot, 'dist', 'apps', 'fleet-console', 'main.js'), '--local'],
    environment: cloud.environment,
    ...defined({ input: asksForLinks ? ('inherit' as const) : undefined }),
    onLine: (line, stream) => {
      if (isPresented && (stream === 'stderr' || linkIn.test(line))) {
        narration.line(linkIn.test(line) ? `  ${narration.paint('cyan', line)}` : line);
      }
    },
  });
  const link = await program.line((line) => (linkIn.test(line) ? line : undefined));
  return {
    present: () => {
      isPresented = true;
      narration.line('\nThe console, for your browser:');
      narration.line(`  ${narration.paint('cyan', link)}`);
      const more = asksForLinks ? ' Enter prints another.' : '';
      narration.line(`The link works once, within a minute.${more}`);
    },
  };
}
