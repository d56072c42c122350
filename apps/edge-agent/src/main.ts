import { runCommandLine } from './cli/program';

// An exit code that is set lets the process end by itself, with everything written and every socket closed.
void runCommandLine(process.argv.slice(2), process.argv[1] ?? process.cwd()).then((exitCode) => {
  process.exitCode = exitCode;
});
