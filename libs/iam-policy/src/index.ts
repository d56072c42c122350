/** AWS IAM policies: validation, the decision whether a request is allowed, and what AWS says when it is not. */
export { accessDeniedMessage } from './access-denied';
export type { AccessRequest, ApplicablePolicies, NamedPolicy } from './applicable-policies';
export { requestContext } from './context';
export type { PolicyDocument } from './document/document';
export { ParsedDocuments } from './document/parsed-documents';
export { parsePolicyDocument } from './document/parse-document';
export type { PolicyKind } from './document/policy-kind';
export { PolicyDocumentError } from './document-error';
export { evaluate } from './evaluate';
export type { AccountRequester } from './requester';
