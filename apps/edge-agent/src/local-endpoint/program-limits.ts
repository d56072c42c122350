/** What programs of the device may use of the agent's memory, and of the connection to AWS IoT Core. */
export const programLimits = {
  /** Programs that are connected, and those that have not said who they are yet. */
  connections: 24,
  newcomers: 8,
  /** So long a program may take to say who it is. */
  connectMillis: 10_000,
  /** New connections: so many at once, and then so many in a second. */
  connectBurst: 24,
  connectsPerSecond: 10,
  /**
   * With topic and header, as AWS IoT Core names 128 KiB as its largest packet in CONNACK [guide, mqtt]: a larger one could
   * end the connection of the device. MQTT 5 has one byte more than MQTT 3.1.1.
   */
  packetBytes: 128 * 1024 - 1,
  /** Of one program, and not acknowledged by AWS yet. */
  heldMessages: 256,
  heldBytes: 256 * 1024,
  /** Of all programs that have gone before theirs were. */
  orphanBytes: 512 * 1024,
  /** Of all programs, without acknowledgement. */
  qosZeroBytes: 256 * 1024,
  /** What one program has not read yet: then it is disconnected. */
  unreadBytes: 512 * 1024,
  /** Messages to one program that it has not acknowledged. */
  inFlight: 64,
  /** Of one program; and of all, of AWS's 50 for one connection: the agent needs five for a rotation. */
  subscriptionsOfProgram: 40,
  subscriptions: 40,
  filtersOfPacket: 40,
  subscribesAtOnce: 64,
  /** What the log says of a topic. */
  saidCharacters: 256,
  /** So often it says that messages of QoS 0 were dropped. */
  droppedQosZeroMillis: 60_000,
} as const;

/** What a message takes besides its payload. */
export const messageOverhead = 512;
