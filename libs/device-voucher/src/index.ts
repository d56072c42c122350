export { checkVoucher, type VoucherRefusal } from './check-voucher';
export { EcdsaSignatureError, joseSignature } from './ecdsa-signature';
export { makeVoucher, type VoucherSigner } from './make-voucher';
export {
  longestVoucher,
  MalformedVoucherError,
  readVoucher,
  voucherAudience,
  voucherType,
  type Voucher,
  type VoucherClaims,
} from './voucher';
export { importVoucherKeys, keyThumbprint, type VoucherKeys } from './voucher-keys';
