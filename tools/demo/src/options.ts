import { Command, InvalidArgumentError } from 'commander';

export interface DemoOptions {
  /** Everything in a temporary folder, free ports, and an end. */
  once: boolean;
  /** Wipes what an earlier demo left. */
  fresh: boolean;
  port: number;
  mqttPort: number;
}

const port = (value: string): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65535) {
    throw new InvalidArgumentError('a port is 0 to 65535');
  }
  return number;
};

/** Reads the command line; prints help and ends the process where that is what was asked for. */
export function readOptions(argv: readonly string[]): DemoOptions {
  return new Command('demo')
    .description('Starts local-cloud, deploys the fleet, and provisions one device, step by step.')
    .option(
      '--once',
      'in a temporary folder, on free ports; ends after the last step and leaves nothing',
      false,
    )
    .option('--fresh', 'delete what an earlier demo left in .local/', false)
    .option('--port <number>', "port of local-cloud's AWS APIs, 0 for any", port, 4566)
    .option(
      '--mqtt-port <number>',
      'port of its MQTT broker; devices store it, so do not change it',
      port,
      8883,
    )
    .parse(argv, { from: 'user' })
    .opts<DemoOptions>();
}
