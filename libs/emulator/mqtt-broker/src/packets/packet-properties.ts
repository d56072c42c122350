import * as z from 'zod';

const uint16 = z.int().min(0).max(0xff_ff);
const uint32 = z.int().min(0).max(0xff_ff_ff_ff);

/** A name that comes more than once has a list of values. Any name is one, also those that objects have. */
const userProperties = z.custom<Record<string, string | string[]>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value)
      .flat()
      .every((each) => typeof each === 'string'),
);

/** What goes from a publisher to whoever gets its message (MQTT 5.0, section 3.3.2.3). */
const ofMessages = {
  payloadFormatIndicator: z.boolean().optional(),
  messageExpiryInterval: uint32.optional(),
  contentType: z.string().optional(),
  responseTopic: z.string().optional(),
  correlationData: z.instanceof(Buffer).optional(),
  userProperties: userProperties.optional(),
};

const ofAcknowledgements = z.strictObject({
  reasonString: z.string().optional(),
  userProperties: userProperties.optional(),
});

/**
 * The properties that a client may send, by the packet (MQTT 5.0, section 2.2.2.2). The parser of packets takes any
 * property in any packet. It makes a list of one that comes twice, and null of one that is longer than the packet.
 */
const propertiesByPacket = {
  connect: z.strictObject({
    sessionExpiryInterval: uint32.optional(),
    receiveMaximum: uint16.optional(),
    maximumPacketSize: uint32.min(1).optional(),
    topicAliasMaximum: uint16.optional(),
    requestResponseInformation: z.boolean().optional(),
    requestProblemInformation: z.boolean().optional(),
    userProperties: userProperties.optional(),
    authenticationMethod: z.string().optional(),
    authenticationData: z.instanceof(Buffer).optional(),
  }),
  will: z.strictObject({ ...ofMessages, willDelayInterval: uint32.optional() }),
  publish: z.strictObject({ ...ofMessages, topicAlias: uint16.optional() }),
  subscribe: z.strictObject({
    subscriptionIdentifier: z.union([z.number(), z.array(z.number())]).optional(),
    userProperties: userProperties.optional(),
  }),
  unsubscribe: z.strictObject({ userProperties: userProperties.optional() }),
  puback: ofAcknowledgements,
  disconnect: z.strictObject({ ...ofAcknowledgements.shape, sessionExpiryInterval: uint32.optional() }),
};

export type PacketWithProperties = keyof typeof propertiesByPacket;

/** Says what is wrong with the properties of a packet, or undefined. */
export function brokenProperties(
  packet: PacketWithProperties,
  properties: object | undefined,
): string | undefined {
  if (properties === undefined || Object.keys(properties).length === 0) {
    return undefined;
  }
  const { error } = propertiesByPacket[packet].safeParse(properties);
  return error && `properties of ${packet}: ${error.issues.map(issueText).join('; ')}`;
}

function issueText({
  path,
  message,
}: {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}): string {
  return [...path.map(String), message].join(' ');
}
