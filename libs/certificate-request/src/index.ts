export { createCertificateRequest } from './certificate-request';
export { certificateBelongsTo, generateIdentityKey } from './identity-key';
