export type PayloadFormat = 'json' | 'cbor';

/** A request of the device provisioning MQTT API, as its topic names it (developer guide, fleet-provision-api). */
export type ProvisioningTopic =
  | { readonly operation: 'CreateKeysAndCertificate'; readonly format: PayloadFormat }
  | { readonly operation: 'CreateCertificateFromCsr'; readonly format: PayloadFormat }
  | { readonly operation: 'RegisterThing'; readonly format: PayloadFormat; readonly templateName: string };

const certificateTopic = /^\$aws\/certificates\/(create|create-from-csr)\/(json|cbor)$/;
const templateTopic = /^\$aws\/provisioning-templates\/([^/]+)\/provision\/(json|cbor)$/;

export function parseProvisioningTopic(topic: string): ProvisioningTopic | undefined {
  const certificate = certificateTopic.exec(topic);
  if (certificate) {
    const format = formatOf(certificate[2]);
    return certificate[1] === 'create'
      ? { operation: 'CreateKeysAndCertificate', format }
      : { operation: 'CreateCertificateFromCsr', format };
  }
  const [, templateName, format] = templateTopic.exec(topic) ?? [];
  return templateName === undefined
    ? undefined
    : { operation: 'RegisterThing', format: formatOf(format), templateName };
}

function formatOf(level: string | undefined): PayloadFormat {
  return level === 'cbor' ? 'cbor' : 'json';
}

/** Only the provisioning service publishes on these topics. */
export function isProvisioningAnswer(topic: string): boolean {
  return /^\$aws\/(?:certificates|provisioning-templates)\//.test(topic);
}
