import { outliveClosedOutput } from '@fleet/closed-output';
import { runCommandLine } from './cli/command-line';

// The SDK's versions are pinned here: their warning about future versions of Node.js is of no use to an operator.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

// The reader of our output may close it early: `devices list --all | head` is not a failure.
outliveClosedOutput(process.stdout, process.stderr);

// An exit code that is set lets the process end by itself, with everything written.
void runCommandLine(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
