export { jws, voucherFactory, type VoucherFactory } from './voucher-factory';
