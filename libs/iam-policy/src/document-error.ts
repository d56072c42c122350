/** A policy document that IAM refuses as malformed (MalformedPolicyDocument). */
export class PolicyDocumentError extends Error {
  override readonly name = 'PolicyDocumentError';

  constructor(
    /** Where the fault is, such as `Statement[0].Action`; empty for the whole document. */
    readonly path: string,
    /** What is wrong there. */
    readonly fault: string,
  ) {
    super(path === '' ? `the policy document is malformed: ${fault}` : `${path}: ${fault}`);
  }
}
