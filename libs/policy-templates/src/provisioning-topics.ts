/*
 * Topics of the provisioning API (developer guide, fleet-provision-api). Each ends in the payload format, alone
 * for the request and followed by `/accepted` or `/rejected` for the answer, hence the wildcard. That it also
 * covers publishing to an answer's topic opens nothing: the broker delivers no such message.
 */

const certificateTopics: readonly string[] = [
  '$aws/certificates/create/*',
  '$aws/certificates/create-from-csr/*',
];

/** What a connection needs to get a certificate and register it through `templateName`. */
export function provisioningTopics(templateName: string): readonly string[] {
  return [...certificateTopics, `$aws/provisioning-templates/${templateName}/provision/*`];
}
