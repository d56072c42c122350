import type { RoleInUse } from '@fleet/aws-wire';
import { clientsFor } from '@fleet/own-clients';
import type { OwnClients, OwnEndpoint } from '@fleet/own-clients';

/** AWS SDK clients of this very cloud that sign as a session of a role: what a service does by a role, goes by them. */
export class RoleClients {
  private readonly clients = new Map<string, OwnClients>();

  constructor(private readonly endpointFor: (role: RoleInUse) => OwnEndpoint) {}

  /** The clients of a role's session of this name, with these limits. */
  of(role: RoleInUse): OwnClients {
    const key = JSON.stringify(role);
    const known = this.clients.get(key);
    if (known !== undefined) {
      return known;
    }
    const endpoint = this.endpointFor(role);
    const made = clientsFor(() => endpoint);
    this.clients.set(key, made);
    return made;
  }

  /** Closes the connections of all of them. */
  async close(): Promise<void> {
    await Promise.all([...this.clients.values()].map((clients) => clients.close()));
  }
}
