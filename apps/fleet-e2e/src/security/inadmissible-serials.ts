import { placeholderSerial } from '@fleet/fleet-contract';
import { obtainCertificate, register } from '../devices/registration';
import { newSerial, type Fleets } from './two-fleets';

const inadmissible = [
  ...['../x', 'a/b', '+', '#', 'things', 'rules', 'provision', 'cert', 'claim:1', '', 's'.repeat(129)],
  // A level of topics in other letters, the fleet's own names, and what only looks like a legal name.
  ...[
    'Things',
    'fleetprov_prod_template_CFN',
    'fleetprov_presence_rule',
    placeholderSerial,
    'ｓ-1',
    'a\u0000b',
  ],
];

const refusals: [reason: string, parameters: Record<string, string>][] = [
  ...inadmissible.map((serial): [string, Record<string, string>] => [
    'inadmissible-serial',
    { SerialNumber: serial },
  ]),
  ['inadmissible-serial', { DeviceSerial: '+' }],
  ['missing-serial', {}],
  ['missing-serial', { serialnumber: 's-1', SERIALNUMBER: 's-1' }],
  ['ambiguous-serial', { SerialNumber: newSerial(), DeviceSerial: newSerial() }],
  ['reserved-parameter', { SerialNumber: newSerial(), 'AWS::IoT::Certificate::Id': 'a'.repeat(64) }],
];

export function inadmissibleSerials(fleets: Fleets): void {
  it.each(refusals)('is refused with 403, and logged as %s: %j', async (reason, parameters) => {
    const { documented, iot } = fleets();
    const claim = await documented.connectClaim();
    const certificate = await obtainCertificate(claim);
    await expect(
      register(claim, documented.names.provisioningTemplate, certificate, parameters),
    ).rejects.toMatchObject({ statusCode: 403 });
    const { certificateId } = certificate;
    await expect(documented.decisions.about({ source: 'provision', certificateId })).resolves.toMatchObject({
      decision: 'refused',
      reason,
    });
    const { certificateDescription } = await iot.describeCertificate({ certificateId });
    expect(certificateDescription?.status).toBe('PENDING_ACTIVATION');
  });
}
