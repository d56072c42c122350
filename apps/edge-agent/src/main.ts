import { runCommandLine } from './cli/command-line';

// A reader of the output that goes away, a log shipper say, must not take the device off the network.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => undefined);
}

/** So long the end may wait for a reader of what is still to be written. */
const lastWordsMillis = 1_000;

// An exit code that is set lets the process end by itself, with everything written and every socket closed. A pipe whose
// reader has stopped would keep it alive for ever.
void runCommandLine(process.argv.slice(2), process.argv[1] ?? process.cwd()).then((exitCode) => {
  process.exitCode = exitCode;
  setTimeout(() => process.exit(exitCode), lastWordsMillis).unref();
});
