import { policyDocumentLimit, policyDocumentSize, PolicyTooLargeError, requirePolicySize } from './size';

describe('the limit of a policy document', () => {
  it('does not count white space', () => {
    expect(policyDocumentSize('{ "a":\n\t"b" }')).toBe('{"a":"b"}'.length);
  });

  it('is 2,048 characters', () => {
    expect(() => requirePolicySize(' x'.repeat(policyDocumentLimit))).not.toThrow();
    expect(() => requirePolicySize('x'.repeat(2049))).toThrow(PolicyTooLargeError);
    expect(() => requirePolicySize('x'.repeat(2049))).toThrow(/2049 characters.*at most 2048/);
  });
});
