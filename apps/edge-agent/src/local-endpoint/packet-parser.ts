import { parser, type Packet } from 'mqtt-packet';
import { MalformedPacketError } from './frame-reader';

/** Reads packets of one connection, one after the other: the first says which version of MQTT the others have. */
export class PacketParser {
  private readonly parser = parser();
  private readonly parsed: Packet[] = [];
  private readonly faults: string[] = [];

  constructor() {
    this.parser.on('packet', (packet) => this.parsed.push(packet));
    this.parser.on('error', (error: unknown) => this.faults.push(wordsOf(error)));
  }

  /**
   * @param frame a whole packet
   * @throws MalformedPacketError
   */
  parse(frame: Buffer): Packet {
    try {
      this.parser.parse(frame);
    } catch (error) {
      // It reads beyond the end of packets whose inner lengths lie.
      this.faults.push(wordsOf(error));
    }
    const parsed = this.parsed.pop();
    const [fault] = this.faults;
    if (fault !== undefined || parsed === undefined) {
      throw new MalformedPacketError(fault ?? 'a packet cannot be read');
    }
    return parsed;
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
