import type { BrokerLog } from '../ports';
import type { DeviceConnection } from './device-connection';
import { reason } from './reason-codes';

/**
 * Keeps a failure of the broker, as that of its store, with the connection that it happened for. Nobody above an event of
 * a socket would catch it.
 */
export class FailureGuard {
  constructor(private readonly log: BrokerLog) {}

  /**
   * Runs what is done for a connection. Whatever it throws is logged, and ends this connection alone. Says whether it
   * went well. Guessed: the code, as AWS IoT Core lists none of its own failures for DISCONNECT; documented (developer
   * guide, life-cycle-events): SERVER_ERROR.
   */
  run(connection: DeviceConnection, work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.log.error(
        { clientId: connection.clientId, err: error },
        'the broker failed a connection, and ended it',
      );
      connection.disconnect('SERVER_ERROR', reason.serverShuttingDown);
      return false;
    }
  }
}
