import { saysDenied } from './access-denials';

const denied = {
  label: 'HooksProofRole: iot:UpdateCertificate on cert/*',
  roleName: 'fleet-HooksProofRole-ABC',
  policyName: 'Default',
  statement: 0,
  action: 'iot:UpdateCertificate',
  resource: 'arn:aws:iot:us-east-1:123456789012:cert/*',
};

function refusal({
  role = 'fleet-HooksProofRole-ABC',
  action = 'iot:UpdateCertificate',
  resource = 'arn:aws:iot:us-east-1:123456789012:cert/0a1b',
}: Partial<Record<'role' | 'action' | 'resource', string>> = {}): string {
  return (
    `User: arn:aws:sts::123456789012:assumed-role/${role}/proof is not authorized to perform: ${action} ` +
    `on resource: ${resource} because no identity-based policy allows the ${action} action`
  );
}

describe('a text about a denial', () => {
  it('is about the permission whose role, action and resource it names', () => {
    expect(saysDenied(JSON.stringify({ err: { message: refusal() } }), denied)).toBe(true);
  });

  it.each([
    ['role', { role: 'fleet-HooksProofRole-ABCD' }],
    ['action', { action: 'iot:UpdateCertificateOfSomebody' }],
    ['resource', { resource: 'arn:aws:iot:us-east-1:123456789012:thing/cert' }],
  ])('is about another permission, where the %s is another', (_what, other) => {
    expect(saysDenied(refusal(other), denied)).toBe(false);
  });

  it('may name any resource, where the permission names none', () => {
    expect(saysDenied(refusal(), { ...denied, resource: '*' })).toBe(true);
  });

  it('may write the action in lower case, as SQS does, and the resource in quotation marks, as S3 does', () => {
    const resource = 'arn:aws:s3:::bundles/models/*';
    const said = refusal({ action: 's3:putobject', resource: '"arn:aws:s3:::bundles/models/a/client.zip"' });
    expect(saysDenied(said, { ...denied, action: 's3:PutObject', resource })).toBe(true);
    expect(saysDenied(JSON.stringify({ said }), { ...denied, action: 's3:PutObject', resource })).toBe(true);
  });

  it('may be what Lambda says of the queue that feeds a function', () => {
    const said = 'The provided execution role does not have permissions to call ReceiveMessage on SQS';
    expect(saysDenied(said, { ...denied, action: 'sqs:ReceiveMessage' })).toBe(true);
    expect(saysDenied(said, { ...denied, action: 'sqs:DeleteMessage' })).toBe(false);
  });
});
