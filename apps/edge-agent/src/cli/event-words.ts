import type { AgentEvent } from '../agent-event';

/** What happened, in a line for people. */
export function eventWords(event: AgentEvent): string {
  switch (event.event) {
    case 'connecting':
      return `Connecting to ${event.endpoint} as ${event.clientId}`;
    case 'connect-delayed':
      return `Waiting ${event.seconds} s: AWS IoT Core refuses ${event.clientId} when it connects too often`;
    case 'certificate-issued':
      return `Certificate ${brief(event.certificateId)} is issued and stored`;
    case 'registered':
      return `${event.thingName} is registered with certificate ${brief(event.certificateId)}`;
    case 'connected':
      return `Connected as ${event.thingName} with certificate ${brief(event.certificateId)}`;
    case 'confirmed':
      return `Certificate ${brief(event.certificateId)} is confirmed`;
    case 'claim-removed':
      return 'The claim is removed: this device cannot ask for another certificate with it any more';
    case 'listening':
      return `Listening on ${event.topic}`;
    case 'message':
      return `Message on ${event.topic}: ${printable(event.payload)}`;
    case 'published':
      return `Published on ${event.topic}`;
    case 'dropped':
      return `Warning: ${droppedWords(event)} dropped: ${event.reason}`;
    case 'rotation-ordered':
      return `Rotation ordered (${rotationReasons[event.by]}), starts in ${event.startsInSeconds} s`;
    case 'rotated':
      return `Rotated: ${event.thingName} now uses certificate ${brief(event.certificateId)}`;
    case 'rotation-failed':
      return event.nextTryInSeconds === undefined
        ? `Not rotated, next try when a rotation is ordered again: ${event.reason}`
        : `Not rotated, next try in ${event.nextTryInSeconds} s: ${event.reason}`;
    case 'not-let-in':
    case 'refused':
      return `Certificate ${brief(event.certificateId)}: ${event.reason}`;
    case 'waiting':
      return `Next try in ${event.seconds} s: ${event.reason}`;
    case 'disconnected':
      return event.reason;
    case 'serving':
      return `Programs of this device connect to ${event.address}`;
    case 'program-disconnected':
      return `Warning: The program ${printable(event.program)} is disconnected: ${printable(event.reason)}`;
    case 'stopped':
      return 'Stopped';
    case 'warning':
      return `Warning: ${event.message}`;
  }
}

function droppedWords({ count, topic, program }: Extract<AgentEvent, { event: 'dropped' }>): string {
  const of = program === undefined ? '' : ` of the program ${printable(program)}`;
  return count === undefined
    ? `A message${topic === undefined ? '' : ` on ${printable(topic)}`}${of} is`
    : `${count} messages${of} are`;
}

const rotationReasons = {
  alert: 'the cloud warned',
  due: 'the certificate is overdue',
  operator: 'an operator ordered it',
  interrupted: 'an earlier one was interrupted',
} as const;

/** Enough of an id to tell certificates apart in a log. */
function brief(certificateId: string): string {
  return `${certificateId.slice(0, 10)}…`;
}

/** Messages come from the network: no control character of theirs reaches a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD').slice(0, 2000);
}
