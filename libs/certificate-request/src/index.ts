export {
  createCertificateRequest,
  unsignedCertificateRequest,
  UnsupportedKeyError,
  type UnsignedCertificateRequest,
} from './certificate-request';
export { certificateBelongsTo, generateIdentityKey, generateIdentityKeyOf } from './identity-key';
export { keyAlgorithmOf, keyAlgorithms, type KeyAlgorithm } from './key-algorithm';
