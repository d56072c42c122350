import { MalformedHookEventError, parseHookEvent } from './hook-event';

const event = {
  claimCertificateId: 'ab'.repeat(32),
  certificateId: 'cd'.repeat(32),
  clientId: 'claim:0011223344556677',
  templateArn: 'arn:aws:iot:us-east-1:123456789012:provisioningtemplate/fleetprov_prod_template_CFN',
  parameters: { SerialNumber: 'sensor-1' },
};

describe('the event of a pre-provisioning hook', () => {
  it('is read as AWS IoT sends it, without what no hook looks at', () => {
    expect(parseHookEvent({ ...event, certificatePem: 'PEM' })).toEqual(event);
  });

  it('has no parameters when the device sent none', () => {
    expect(parseHookEvent({ ...event, parameters: undefined })).toEqual({ ...event, parameters: {} });
  });

  describe.each(['claimCertificateId', 'certificateId'])('has in its %s', (member) => {
    it.each([
      ['more than an id', `${'ab'.repeat(32)}0`],
      ["an id's end", `0${'ab'.repeat(32)}`],
      ['less than an id', 'ab'.repeat(31)],
      ['capitals', 'AB'.repeat(32)],
      ['no text', 7],
    ])('not %s', (_, id) => {
      expect(() => parseHookEvent({ ...event, [member]: id })).toThrow(
        new MalformedHookEventError(`Not a pre-provisioning hook's event; wrong: ${member}`),
      );
    });
  });

  it.each([
    ['nothing', undefined, 'the event itself'],
    ['no object', 'secret', 'the event itself'],
    ['no client id', { ...event, clientId: undefined }, 'clientId'],
    ['several faults', { ...event, certificateId: 'secret', clientId: 7 }, 'certificateId, clientId'],
    ['a parameter that is no text', { ...event, parameters: { SerialNumber: 7 } }, 'parameters.SerialNumber'],
  ])('is refused by the names of the members that are wrong: %s', (_, malformed, wrong) => {
    expect(() => parseHookEvent(malformed)).toThrow(
      new MalformedHookEventError(`Not a pre-provisioning hook's event; wrong: ${wrong}`),
    );
  });
});
