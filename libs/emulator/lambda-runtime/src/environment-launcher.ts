import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@fleet/emulator-clock';
import { environmentVariables } from './environment-variables';
import { ExecutionEnvironment } from './execution-environment';
import type { EnvironmentEvents } from './execution-environment';
import type { DeployedFunction, FunctionCredentials, FunctionLog } from './function';
import { InvocationLog } from './invocation-log';
import { provideSdk } from './runtime-directory';

export interface LaunchOptions {
  readonly clock: Clock;
  readonly region: string;
  /** Where functions reach the AWS APIs; asked at each start, as the port may not be known before. */
  readonly endpointUrl: () => string;
  /** Folder of the runtime's own; functions' code must lie below it. */
  readonly workDirectory: string;
  /** A `node_modules` folder that has `@aws-sdk`. */
  readonly sdkDirectory: string;
  /** The scripts of `src/guest`, where a bundler has put them elsewhere than beside the bundle. */
  readonly guestDirectory?: string;
  readonly log: FunctionLog;
  /** Called with errors for which no caller is left. */
  readonly onProblem: (message: string, error: unknown) => void;
}

/** Starts processes: gives each a log stream, a folder for temporary files, and its variables. */
export class EnvironmentLauncher {
  private readonly temporaryRoot: string;

  constructor(private readonly options: LaunchOptions) {
    this.temporaryRoot = join(options.workDirectory, 'tmp');
    // What a killed predecessor left.
    rmSync(this.temporaryRoot, { recursive: true, force: true });
    provideSdk(options.workDirectory, options.sdkDirectory);
  }

  launch(
    fn: DeployedFunction,
    credentials: FunctionCredentials,
    events: EnvironmentEvents,
  ): ExecutionEnvironment {
    const { clock, log, onProblem, region, workDirectory } = this.options;
    const name = randomBytes(16).toString('hex');
    const temporaryDirectory = join(this.temporaryRoot, name);
    mkdirSync(temporaryDirectory, { recursive: true, mode: 0o700 });
    const logStream = `${clock.now().toISOString().slice(0, 10).replaceAll('-', '/')}/[${fn.version}]${name}`;
    const processOptions = {
      guestDirectory: this.options.guestDirectory ?? join(__dirname, 'guest'),
      workingDirectory: fn.codeDirectory,
      memoryMegabytes: fn.memoryMegabytes,
      now: clock.nowMillis(),
      compiledAs: this.compiledAs(fn),
      environment: environmentVariables(fn, {
        region,
        endpointUrl: this.options.endpointUrl(),
        credentials,
        logStream,
        runtimeDirectory: workDirectory,
        temporaryDirectory,
      }),
    };
    return new ExecutionEnvironment(
      fn,
      processOptions,
      new InvocationLog(log, clock, fn, logStream, onProblem),
      clock,
      {
        ...events,
        ended: () => {
          rmSync(temporaryDirectory, { recursive: true, force: true });
          events.ended();
        },
      },
    );
  }

  /** The same for processes that load the same file, with the same flags of V8. */
  private compiledAs({ codeDirectory, handler, memoryMegabytes }: DeployedFunction): string {
    const key = [codeDirectory, handler, String(memoryMegabytes)].join('\0');
    return join(this.temporaryRoot, 'compiled', createHash('sha256').update(key).digest('hex'));
  }

  close(): void {
    rmSync(this.temporaryRoot, { recursive: true, force: true });
  }
}
