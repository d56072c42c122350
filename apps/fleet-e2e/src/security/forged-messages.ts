import { buildTopic, type ProvisioningTopic } from '@fleet/provisioning-protocol';
import { obtainCertificate, register } from '../devices/registration';
import { newSerial, type Fleets } from './two-fleets';

/** What a device that is being provisioned waits for. */
function answersOf(templateName: string): string[] {
  const operations: ProvisioningTopic[] = [
    { operation: 'CreateCertificateFromCsr', format: 'json', kind: 'accepted' },
    { operation: 'RegisterThing', templateName, format: 'json', kind: 'accepted' },
  ];
  return operations.flatMap((topic) => [buildTopic(topic), buildTopic({ ...topic, kind: 'rejected' })]);
}

export function forgedMessages(fleets: Fleets): void {
  it.each(['documented', 'strict'] as const)('is delivered to nobody (%s)', async (mode) => {
    const fleet = fleets()[mode];
    const answers = answersOf(fleet.names.provisioningTemplate);
    const victim = await fleet.connectClaim();
    const thief = await fleet.connectClaim();
    await victim.subscribe(answers);
    const received: string[] = [];
    victim.onMessage((_topic, payload) => received.push(Buffer.from(payload).toString()));
    for (const topic of answers) {
      await thief.publish(topic, Buffer.from('{"forged":true}'), { qos: 1 });
    }

    const certificate = await obtainCertificate(victim);
    await register(victim, fleet.names.provisioningTemplate, certificate, { SerialNumber: newSerial() });
    expect(received).toHaveLength(2);
    expect(received[0]).toContain(certificate.certificateId);
    expect(received.join()).not.toContain('forged');
  });

  it('that is true goes to the connection that asked, and to no other that listens', async () => {
    const { documented } = fleets();
    const victim = await documented.connectClaim();
    const thief = await documented.connectClaim();
    await thief.subscribe(answersOf(documented.names.provisioningTemplate));
    const overheard: string[] = [];
    thief.onMessage((topic) => overheard.push(topic));
    await obtainCertificate(victim);
    // Its own answer comes after whatever it could have overheard.
    await obtainCertificate(thief);
    expect(overheard).toHaveLength(1);
  });
}
