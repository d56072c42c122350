/** Attributes of a thing. Without a thing type AWS IoT has room for three, so these are all there are. */
export const thingAttributes = {
  /** yyyymmdd on which the newest certificate was issued. */
  certIssuance: 'cert_issuance',
  modelType: 'model_type',
  /** yyyymmdd of the first rotation warning that the device has not answered yet. */
  rotationNotified: 'rotation_notified',
} as const;

/** Parameters that both provisioning templates declare. The hooks write all of them. */
export const templateParameters = {
  serialNumber: 'SerialNumber',
  modelType: 'ModelType',
  certDate: 'CertDate',
} as const;

/** What devices of the seed's generation send in place of `SerialNumber`. No template declares it. */
export const legacySerialParameter = 'DeviceSerial';

/**
 * In what a device shows the voucher of its factory. Only the provision hook reads it, so no template declares it: a hook
 * gets all parameters of the request (developer guide, pre-provisioning-hook).
 */
export const voucherParameter = 'Voucher';
