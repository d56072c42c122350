import type { Delay } from '@fleet/consistency';

const seconds = (least: number, most: number): Delay => ({
  leastMillis: least * 1000,
  mostMillis: most * 1000,
});
const minutes = (least: number, most: number): Delay => seconds(least * 60, most * 60);

/** How long AWS IoT Core takes until a change is seen. */
export const propagationDelays = {
  /**
   * Another version of a policy in force. Documented: 6 to 8 minutes, because documents are cached (developer guide,
   * iot-policies; the text of 2022 says a few minutes).
   */
  policyDocument: minutes(6, 8),

  /**
   * A policy or a thing attached to a certificate or detached from it, as a new CONNECT sees it. Guessed: documents are
   * cached, attachments are seen in seconds; devices connect right after RegisterThing in AWS's own samples.
   */
  attachmentAtConnect: seconds(0, 10),

  /**
   * The same, as a connection sees it that was open before. Reported: a detached policy worked on until the client
   * connected again (aws/aws-iot-device-sdk-js#217). Documented for a revocation: several minutes (developer guide,
   * iot-policies); guessed: the same 6 to 8.
   */
  attachmentWhileConnected: minutes(6, 8),

  /**
   * A certificate that left ACTIVE, as its open connections see it: they work until they are cut. Documented: within a
   * few minutes (API reference, UpdateCertificate); guessed: 5 at most, and that the next handshake is refused at once.
   */
  deactivation: minutes(0, 5),

  /** DetachPolicy, as DeletePolicy sees it. Documented: up to five minutes (API reference, DeletePolicy). */
  detachedPolicy: minutes(0, 5),

  /**
   * DetachThingPrincipal, as DeleteThing, DeleteCertificate and the listings see it. Documented: asynchronous, several
   * seconds (API reference, DetachThingPrincipal). Reported: DeleteThing and DeleteCertificate fail right after it.
   * Guessed: 10 at most, and the listings.
   */
  detachedPrincipal: seconds(0, 10),

  /**
   * A child group that was deleted, as DeleteThingGroup of its parent sees it. Measured: a test that was validated on
   * AWS tries ten times, 5 s apart (LocalStack's tests); guessed: it can need all of them.
   */
  deletedChildGroup: seconds(0, 50),

  /**
   * A thing that was made, changed, or put into a group, and whether it is connected, in the fleet index. Measured: not
   * found at once, and a test that was validated on AWS tries ten times, 5 s apart (LocalStack's tests); guessed: from
   * one second to all of them, and that two copies of the index answer in turns.
   */
  indexedThing: seconds(1, 50),

  /**
   * A lifecycle event. Documented: out of order and twice, and to wait, say, 5 s before a disconnect is believed
   * (developer guide, life-cycle-events); guessed: no event takes longer.
   */
  lifecycleEvent: seconds(0, 5),

  /**
   * How far the time stamp of a lifecycle event, and so the index, is from when it happened. Documented: two minutes
   * either way (developer guide, life-cycle-events).
   */
  eventTimestamp: minutes(-2, 2),

  /**
   * A subscription, from its SUBACK until answers of the provisioning API reach it. Documented: some time can pass
   * (developer guide, mqtt), and who has not subscribed before may miss the answer (fleet-provision-api). Reported: AWS's
   * samples and firmware ask as soon as they have the SUBACK (Espressif's AT firmware, aws/aws-iot-device-sdk-js-v2#67).
   * Guessed: so their answers wait meanwhile, and how long; and that who asks before the SUBACK never gets the answer.
   */
  subscription: seconds(0, 0.5),
};

/** Guessed: how many of the lifecycle events come twice. Documented is only that they can. */
export const shareOfDoubledEvents = 0.2;
