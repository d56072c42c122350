import assert from 'node:assert/strict';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';

/** Answers a command by its name and its input. */
export type Script = (command: string, input: Readonly<Record<string, unknown>>) => object;

/** CloudWatch and its logs behind the real SDK clients. */
export class ScriptedWatch {
  readonly calls: { readonly command: string; readonly input: Readonly<Record<string, unknown>> }[] = [];
  script: Script = () => ({});
  readonly cloudWatch = new CloudWatchClient({ region: 'us-east-1' });
  readonly logs = new CloudWatchLogsClient({ region: 'us-east-1' });

  constructor() {
    this.cloudWatch.middlewareStack.add(
      (_next, { commandName }) =>
        ({ input }) =>
          this.answer(commandName, input),
      { step: 'initialize', priority: 'high' },
    );
    this.logs.middlewareStack.add(
      (_next, { commandName }) =>
        ({ input }) =>
          this.answer(commandName, input),
      { step: 'initialize', priority: 'high' },
    );
  }

  private async answer(commandName: string | undefined, input: object) {
    assert(commandName !== undefined, 'The SDK says which command it carries out');
    const call = { command: commandName.replace(/Command$/, ''), input: { ...input } };
    this.calls.push(call);
    return Promise.resolve({
      response: {},
      output: { $metadata: {}, ...this.script(call.command, call.input) },
    });
  }
}
