/** AWS IoT policies: validation, limits, and the decision whether a connection may do what it asks for. */
export type { AlternativeName, ConnectionCertificate, NameAttribute } from './certificate-keys';
export { connectionContext, PolicyContext } from './context';
export type { AttachedThing, Connection } from './context';
export { parsePolicyDocument } from './document';
export type { PolicyDocument, PolicyStatement } from './document';
export { PolicyDocumentError } from './document-error';
export { compilePolicies, evaluate } from './evaluate';
export type { AuthorizationRequest, CompiledPolicies, DecidingStatement, Decision } from './evaluate';
export { policyDocumentLimit, policyDocumentSize, PolicyTooLargeError, requirePolicySize } from './size';
