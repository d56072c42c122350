import { runCommandLine } from './cli/program';

// A reader of the output that goes away, a log shipper say, must not take the device off the network.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => undefined);
}

// An exit code that is set lets the process end by itself, with everything written and every socket closed.
void runCommandLine(process.argv.slice(2), process.argv[1] ?? process.cwd()).then((exitCode) => {
  process.exitCode = exitCode;
});
