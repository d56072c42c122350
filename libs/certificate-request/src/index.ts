export { createCertificateRequest, UnsupportedKeyError } from './certificate-request';
export { certificateBelongsTo, generateIdentityKey, generateIdentityKeyOf } from './identity-key';
export { keyAlgorithmOf, keyAlgorithms, type KeyAlgorithm } from './key-algorithm';
