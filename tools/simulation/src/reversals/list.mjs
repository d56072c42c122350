/**
 * Faults that the fleet once had, put back into its code one at a time: `from` becomes `to` in `file`. Where `from` is not
 * found the code has changed, and the reversal has to be written anew.
 */
export const reversals = [
  {
    fault: 'a claim under the name of a device has that device cut off',
    file: 'apps/rotation-lambda/src/devices/warn-device.ts',
    from: 'if (connectedAt !== undefined && isSameConnection(since, new Date(connectedAt))) {',
    to: 'if (connectedAt === undefined || isSameConnection(since, since)) {',
    finds: { states: 'a thief while a device is due', words: 'a device that was proven is let in' },
  },
  {
    fault: 'a device that asks every day and never proves dodges rotation',
    file: 'libs/certificate-lifecycle/src/sweep-chores.ts',
    from: 'const [oldest] = shown;',
    to: 'const oldest = shown.at(-1);',
    finds: { years: 1, words: 'never proves has to be cut off' },
  },
  {
    fault: 'each visit of a device that never stays for a warning has its days begin anew',
    file: 'libs/certificate-lifecycle/src/sightings.ts',
    from: 'certificate.comesSince === undefined &&',
    to: '',
    finds: { years: 1, words: 'still comes after the days that it has' },
  },
  {
    fault: 'chores of strangers come before a warning',
    file: 'apps/rotation-lambda/src/devices/do-chores.ts',
    from: 'isAtHand: (chore) => urgent.has(chore.kind)',
    to: 'isAtHand: () => true',
    finds: { years: 1, words: 'has to be warned as soon as without strangers' },
  },
  {
    fault: 'a sweep of the future ends the grace of every device at once',
    file: 'apps/rotation-lambda/src/sweep/run-sweep.ts',
    from: 'if (event.today > latest) {',
    to: 'if (event.today > latest && Number.isNaN(nowMillis)) {',
    finds: { states: 'sweeps of wrong days', words: 'a device that was proven is let in' },
  },
  {
    fault: 'what was issued over a revoked claim comes into force',
    file: 'libs/certificate-lifecycle/src/claim-standing.ts',
    from: "return claim === undefined || claim.revokedAt !== undefined ? 'fallen' : 'stands';",
    to: "return claim === undefined ? 'fallen' : 'stands';",
    finds: { states: 'a stolen claim', words: 'over a claim which the operator has revoked' },
  },
  {
    fault: 'a late sweep dates its warning by the day that it is the sweep of',
    file: 'apps/rotation-lambda/src/devices/attend-thing.ts',
    from: 'await context.pacer.turn();',
    to: 'context = { ...context, now: () => day.scheduledTime }; await context.pacer.turn();',
    finds: { states: 'sweeps of wrong days', words: 'a device that was proven is let in' },
  },
  {
    fault: 'a chore is decided before the sweep waits, and done after that',
    file: 'apps/rotation-lambda/src/devices/do-chores.ts',
    from: 'const next = await nextChore(context, serial, visit, done);',
    to: 'const next = planned;',
    finds: {
      states: 'a successor that was taken for lost',
      words: 'nothing of a device that is blocked becomes ACTIVE',
    },
  },
  {
    fault: 'no sweep looks at what is ACTIVE of a blocked device',
    file: 'libs/certificate-lifecycle/src/sweep-chores.ts',
    from: 'return [...enforcementOf(record), ...deletions];',
    to: 'return deletions;',
    finds: { states: 'functions that are stopped', words: 'what is ACTIVE is in force' },
  },
  {
    fault: 'a block trusts the clock of the operator',
    file: 'libs/fleet-operations/src/devices/block.ts',
    from: 'const clockToleranceMillis = 3_600_000;',
    to: 'const clockToleranceMillis = 10_000;',
    finds: { states: 'an operator and a thief', words: 'nothing of a device that is blocked becomes ACTIVE' },
  },
  {
    fault: 'a registration that AWS left half done locks its device out',
    file: 'apps/hook-lambda/src/provision/unfinished-registration.ts',
    from: 'return wroteThem && ',
    to: 'return !wroteThem && ',
    finds: { years: 1_000, words: 'has to come back by itself' },
  },
  {
    fault: 'a confirmation counts as a heard warning, although its device has left since',
    file: 'apps/hook-lambda/src/proof/proof-handler.ts',
    from: 'await answerWithWarning(handler.warnings, proof, decision.due);',
    to:
      'await answerWithWarning(handler.warnings, proof, decision.due); ' +
      "if (proof.source === 'confirmation') { await registry.noteWarned(serial, certificateId, at); }",
    finds: { states: 'a thief while a device is due', words: 'a device that was proven is let in' },
  },
  {
    fault: 'a permit that names a certificate is one for everybody who has the claim',
    file: 'libs/certificate-lifecycle/src/device-record.ts',
    from: 'return named?.certificateId === certificateId && timestamp(now) < named.until;',
    to: 'return named !== undefined && certificateId !== undefined && timestamp(now) < named.until;',
    finds: { states: 'a device that was cut off, and a thief', words: 'nobody takes the place of a device' },
  },
  {
    fault: 'a claim whose policy was taken from it cannot be revoked',
    file: 'libs/fleet-operations/src/claims/fleet-claim.ts',
    from: 'const records = await recordedClaims(fleet);',
    to:
      'const carried = (await policyCarriers(fleet)) ?? []; const records = ' +
      '(await recordedClaims(fleet)).filter(({ certificateId }) => carried.includes(certificateId));',
    finds: { states: 'a stolen claim', words: 'NOT REACHED: the operator revokes the claim' },
  },
  {
    fault: 'a claim under the name of a device keeps the days of silence from ending it',
    file: 'libs/cert-dates/src/rotation-standing.ts',
    from: 'if (isSilentTooLong(due, thing, rules, today)) {',
    to: 'if (!connected && isSilentTooLong(due, thing, rules, today)) {',
    finds: { years: 1, words: 'has to be cut off after the days of silence' },
  },
  {
    fault: 'an unblock that is interrupted leaves a blocked device ACTIVE',
    file: 'libs/fleet-operations/src/devices/unblock.ts',
    from: 'if (isBlocked) {\n    await giveTime(fleet, serial);',
    to: 'if (isBlocked) {\n    await reactivate(fleet, record);\n    await giveTime(fleet, serial);',
    finds: {
      states: 'functions that are stopped',
      words: 'nothing of a device that is blocked becomes ACTIVE',
    },
  },
];
