import { configFile, readFleetConfig, workspaceRoot } from '@fleet/operator-context';
import { ResourceStack } from '@fleet/resource-stack';
import { errorInWords } from '@fleet/program-faults';
import { assertAdmissible } from './admission';
import { playDemo } from './demo';
import { interruption } from './interruption';
import { Narration } from './narration';
import { readOptions } from './options';
import { choosePlaces } from './places';

// The SDK's versions are pinned here: their warning about future versions of Node.js is of no use to a user.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

async function main(): Promise<void> {
  const interrupted = interruption(process, [process.stdout, process.stderr]);
  const options = readOptions(process.argv.slice(2));
  const root = workspaceRoot();
  const config = readFleetConfig(configFile(process.env));
  assertAdmissible(config);
  const places = await choosePlaces(options, process.env, root);
  const narration = new Narration(process.stdout);
  const resources = new ResourceStack();
  const stage = {
    options,
    places,
    workspaceRoot: root,
    config,
    narration,
    resources,
  };
  try {
    const ending = await Promise.race([playDemo(stage), interrupted]);
    if (ending !== 'interrupted' && !options.once) {
      narration.line('\nEverything stays up until you press Ctrl-C.');
      await interrupted;
    }
  } finally {
    // The device first, then its cloud: in this order nobody is cut off.
    await resources.dispose();
    await places.leave();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
});
