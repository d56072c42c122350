/** Longest policy document, in characters other than white space (AWS IoT quotas, "Policy document size"). */
export const policyDocumentLimit = 2048;

/** A document that CreatePolicy refuses for its length. */
export class PolicyTooLargeError extends Error {
  override readonly name = 'PolicyTooLargeError';

  constructor(readonly size: number) {
    super(
      `the policy document has ${size} characters without white space, and AWS IoT takes at most ` +
        `${policyDocumentLimit}: move some statements to a second policy`,
    );
  }
}

/** The document's characters, white space not counted. */
export function policyDocumentSize(document: string): number {
  return document.replace(/\s+/g, '').length;
}

/** @throws PolicyTooLargeError */
export function requirePolicySize(document: string): void {
  const size = policyDocumentSize(document);
  if (size > policyDocumentLimit) {
    throw new PolicyTooLargeError(size);
  }
}
