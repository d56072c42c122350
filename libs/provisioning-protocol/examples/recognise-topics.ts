// What a gateway needs: to know the messages of the provisioning API among all others, and to write their topics.
import { buildTopic, matchTopic } from '@fleet/provisioning-protocol';

const topics = [
  '$aws/certificates/create-from-csr/cbor',
  '$aws/provisioning-templates/fleet/provision/json/accepted',
  'cmd/pump/alerts',
];

for (const topic of topics) {
  const message = matchTopic(topic);
  if (!message) {
    process.stdout.write(`${topic}: not ours\n`);
  } else {
    process.stdout.write(
      `${message.operation} ${message.kind}, refused on ${buildTopic({ ...message, kind: 'rejected' })}\n`,
    );
  }
}
