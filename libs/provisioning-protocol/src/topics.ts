/** The operations of the device provisioning MQTT API (AWS IoT developer guide, "Device provisioning MQTT API"). */
export type ProvisioningOperation = 'CreateKeysAndCertificate' | 'CreateCertificateFromCsr' | 'RegisterThing';

/** How a message is written; it is the level of the topic that names the format. */
export type PayloadFormat = 'json' | 'cbor';

/** A request, or one of the two answers to it. */
export type MessageKind = 'request' | 'accepted' | 'rejected';

/** What a topic of the API says. The same shape is built into a topic and read from one. */
export type ProvisioningTopic = { readonly format: PayloadFormat; readonly kind: MessageKind } & (
  | { readonly operation: 'CreateKeysAndCertificate' | 'CreateCertificateFromCsr' }
  | { readonly operation: 'RegisterThing'; readonly templateName: string }
);

const certificatesPrefix = '$aws/certificates/';
const templatesPrefix = '$aws/provisioning-templates/';
const certificateTopicPattern =
  /^\$aws\/certificates\/(create|create-from-csr)\/(json|cbor)(?:\/(accepted|rejected))?$/;
const templateTopicPattern =
  /^\$aws\/provisioning-templates\/([0-9A-Za-z_-]{1,36})\/provision\/(json|cbor)(?:\/(accepted|rejected))?$/;

/** Longest topic AWS IoT Core accepts, in bytes; nothing longer is ever one of ours. */
const longestTopic = 256;

/** True for a name that a provisioning template can have (API model: `[0-9A-Za-z_-]{1,36}`). */
export function isTemplateName(name: string): boolean {
  return /^[0-9A-Za-z_-]{1,36}$/.test(name);
}

/**
 * Writes the topic.
 * @throws RangeError when the template name is not one: its levels would lead to somebody else's topic.
 */
export function buildTopic(topic: ProvisioningTopic): string {
  const answer = topic.kind === 'request' ? '' : `/${topic.kind}`;
  switch (topic.operation) {
    case 'CreateKeysAndCertificate':
      return `${certificatesPrefix}create/${topic.format}${answer}`;
    case 'CreateCertificateFromCsr':
      return `${certificatesPrefix}create-from-csr/${topic.format}${answer}`;
    case 'RegisterThing':
      if (!isTemplateName(topic.templateName)) {
        throw new RangeError(
          `"${topic.templateName}" cannot name a provisioning template: use 1 to 36 of A-Z a-z 0-9 _ -`,
        );
      }
      return `${templatesPrefix}${topic.templateName}/provision/${topic.format}${answer}`;
  }
}

/** Reads a topic; `undefined` when it is none of the provisioning API. The inverse of {@link buildTopic}. */
export function matchTopic(topic: string): ProvisioningTopic | undefined {
  if (topic.length > longestTopic) {
    return undefined;
  }
  const certificate = certificateTopicPattern.exec(topic);
  if (certificate) {
    const [, call, format, answer] = certificate;
    const operation = call === 'create' ? 'CreateKeysAndCertificate' : 'CreateCertificateFromCsr';
    return { operation, format: formatOf(format), kind: kindOf(answer) };
  }
  const template = templateTopicPattern.exec(topic);
  const templateName = template?.[1];
  if (!template || templateName === undefined) {
    return undefined;
  }
  return {
    operation: 'RegisterThing',
    templateName,
    format: formatOf(template[2]),
    kind: kindOf(template[3]),
  };
}

function formatOf(level: string | undefined): PayloadFormat {
  return level === 'cbor' ? 'cbor' : 'json';
}

function kindOf(level: string | undefined): MessageKind {
  return level === 'accepted' || level === 'rejected' ? level : 'request';
}
