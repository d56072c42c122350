import { join } from 'node:path';
import { ManagedProcess, type LocalCloudProcess } from '@fleet/local-fleet';
import { workspaceRoot } from '../workspace';

type ConsolePlace = Pick<LocalCloudProcess, 'resources' | 'environment'>;

/** The console's program, as an operator starts it. */
export class ConsoleServer {
  private constructor(
    readonly process: ManagedProcess,
    /** With its token: it works once. */
    readonly link: string,
  ) {}

  /** On local-cloud. @throws ProcessFailedError with the console's own words */
  static start(place: ConsolePlace, ...options: readonly string[]): Promise<ConsoleServer> {
    return ConsoleServer.startOnAws(place, '--local', ...options);
  }

  /** On the AWS that the environment means. @throws ProcessFailedError with the console's own words */
  static async startOnAws(
    { resources, environment }: ConsolePlace,
    ...options: readonly string[]
  ): Promise<ConsoleServer> {
    const program = new ManagedProcess({
      title: 'fleet-console',
      resources,
      arguments: [
        join(workspaceRoot, 'dist', 'apps', 'fleet-console', 'main.js'),
        ...['--port', '0', ...options],
      ],
      cwd: workspaceRoot,
      environment,
    });
    const link = await program.line((line) => /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(line)?.[0]);
    return new ConsoleServer(program, link);
  }

  /** What it serves, without the token. */
  address(path: string): string {
    return new URL(path, this.link).href;
  }

  /** What came of acts, a line for each that has ended. */
  get audit(): readonly string[] {
    return this.process.stderr.filter((line) => line.startsWith('{') && !line.includes('"outcome":"begun"'));
  }
}
