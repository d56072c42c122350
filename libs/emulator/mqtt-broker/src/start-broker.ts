import type { Broker, BrokerOptions } from './broker';
import { MessageBroker } from './message-broker';

/** @throws the error of `listen`, with its `code` (EADDRINUSE, EACCES) */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const broker = new MessageBroker(options);
  await broker.start();
  return broker;
}
