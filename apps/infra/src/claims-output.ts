/** The stack's output that names the claims which are not in force. */
export const claimsNotInForce = 'ClaimsNotInForce';

/** What it says where all are; an output has to have a value. */
export const allInForce = 'none';
