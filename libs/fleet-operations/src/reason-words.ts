/** Why the hooks and the proof handler refuse, in plain words, and what an operator does about it. */
const words: Readonly<Record<string, string>> = {
  // Of the provision hook
  'unknown-claim':
    'The claim is not of this fleet, or was deleted. Deploy, and give the device the bundle of a claim in force.',
  'revoked-claim': 'The claim was revoked. Give the device the bundle of a later generation.',
  'not-on-allowlist': 'The serial is not on the allow list. If the device is yours, allow it.',
  'no-voucher': 'The device showed no voucher of its factory, which this fleet asks for.',
  'malformed-voucher': 'What the device showed is no voucher. Its factory issues it anew.',
  'unknown-voucher-key':
    'The fleet does not know the key that the voucher names: it was removed, or is not deployed yet.',
  'forged-voucher': 'The key that the voucher names has not signed it. Treat the device as a stranger.',
  'voucher-of-another-fleet': 'The voucher is genuine, and for another fleet.',
  'voucher-of-another-device': 'The voucher is genuine, and for another serial.',
  'voucher-of-another-model': 'The voucher is genuine, and for another model.',
  'inadmissible-parameter':
    'The device did not say what the fleet asks for, or said something that does not match.',
  'own-hook': "The fleet's own hook refused it. Its log says why.",
  'foreign-thing':
    'A thing of this name exists that this fleet did not make. Delete it, adopt it, or permit the device to provision.',
  'lost-race': 'Another request for the same serial came first. The device asks again by itself.',
  'foreign-model': 'The serial is allowed for another model than that of the claim.',
  'has-current':
    'The device has a proven certificate already. To provision again it needs a permit to reprovision.',
  'too-many-outstanding':
    'Too many certificates of the device wait to be retired or deleted. Sweeps do that day by day.',
  // Of what a device asks for
  'reserved-parameter': 'The device sent a parameter that is AWS IoT’s to set.',
  'missing-serial': 'The device sent no serial.',
  'ambiguous-serial': 'The device sent two different serials.',
  'inadmissible-serial': 'The serial breaks a rule of the fleet. The device’s own log says which one.',
  // Of the rotation hook
  'not-its-own-thing': 'The device asked for another serial than the name that it is connected with.',
  'not-due': 'The certificate is not old enough. A permit to rotate lets the device rotate now.',
  'unknown-device': 'This fleet has no record of the device.',
  // Of the rotation hook and of the proof handler
  'foreign-certificate': 'The certificate on the connection is not an active certificate of that thing.',
  'unknown-certificate': 'The fleet has not issued this certificate for the device.',
  superseded:
    'The certificate has lost its place to another one. The device goes on with that one, or provisions again.',
  'fallen-claim':
    'The certificate was issued over a claim that was revoked before it was proven. Provision again with a claim in force.',
  blocked: 'An operator has blocked the device. Unblock it, if it may come back.',
  'forged-event':
    'Somebody else than AWS IoT said that the device has connected. Look for who may publish there.',
  'no-device': 'The client is no device of this fleet.',
  none: 'There was nothing against it.',
};

/** @param reason as the functions log and count it; the name of an error where the decision failed */
export function reasonWords(reason: string): string {
  return (
    (Object.hasOwn(words, reason) ? words[reason] : undefined) ??
    `The function failed with ${reason}. Its log has the rest.`
  );
}
