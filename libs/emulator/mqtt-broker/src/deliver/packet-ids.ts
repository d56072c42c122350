/** Packet identifiers of the messages to one client. */
export class PacketIds {
  private following = 1;

  next(inUse: { has(packetId: number): boolean }): number {
    let id = this.following;
    while (inUse.has(id)) {
      id = after(id);
    }
    this.following = after(id);
    return id;
  }
}

function after(packetId: number): number {
  return packetId === 65_535 ? 1 : packetId + 1;
}
