import { errorInWords } from '@fleet/program-faults';
import { commands } from './commands';
import { exitCodes } from './exit-codes';
import { readPlainLine } from './plain-line';

/** Carries out a command line and returns its exit code. */
export async function runCommandLine(argv: readonly string[], agentFile: string): Promise<number> {
  try {
    const read = readPlainLine(argv, commands, process.env) ?? (await readByLibrary(argv));
    if (typeof read === 'number') {
      return read;
    }
    const carryOut = await read.command.load();
    return await carryOut(read.options, agentFile);
  } catch (error) {
    process.stderr.write(`${errorInWords(error)}\n`);
    return exitCodes.unexpected;
  }
}

async function readByLibrary(argv: readonly string[]) {
  const { readAnyLine } = await import('./program');
  return readAnyLine(argv, commands);
}
