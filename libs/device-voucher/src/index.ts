export { checkVoucher, type VoucherRefusal } from './check-voucher';
export { joseSignature } from './ecdsa-signature';
export { makeVoucher, type VoucherSigner } from './make-voucher';
export {
  MalformedVoucherError,
  readVoucher,
  voucherAudience,
  type Voucher,
  type VoucherClaims,
} from './voucher';
export { importVoucherKeys, keyThumbprint, type VoucherKeys } from './voucher-keys';
