import type { Connection } from '../connection/connection';
import type { Warnings } from '../connection/warnings';
import type { RegisteredIdentity } from '../identity/identity';

/** An identity that has proven itself, and the connection that it carries. */
export interface Carrier {
  readonly identity: RegisteredIdentity;
  readonly connection: Connection;
  readonly warnings: Warnings;
  /** Its confirmation was not sent, as the cloud did not let it listen: that is made up for when it does. */
  readonly isUnheard?: true;
}
