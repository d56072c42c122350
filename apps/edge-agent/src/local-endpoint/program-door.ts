import type { IConnectPacket } from 'mqtt-packet';
import type { ProgramRules } from '@fleet/program-topics';
import { programLimits } from './program-limits';
import { reason, type ReasonCode } from './reason-codes';

const mostClientIdCharacters = 128;

/** A program that may come in. */
export interface Admission {
  /** By which it has proved itself; `undefined` where whoever may open the socket may come in. */
  readonly name: string | undefined;
  readonly rules: ProgramRules;
}

/** Why a program may not. */
export interface Rejection {
  readonly code: ReasonCode;
  readonly why: string;
}

export function isRejection(entry: Admission | Rejection): entry is Rejection {
  return 'code' in entry;
}

/** What is wrong with a CONNECT, whoever sends it. */
export function faultOfConnect(packet: IConnectPacket): Rejection | undefined {
  const { protocolVersion: version, properties } = packet;
  if (version !== 4 && version !== 5) {
    return { code: reason.unsupportedVersion, why: 'the agent speaks MQTT 3.1.1 and 5' };
  }
  if (properties?.authenticationMethod !== undefined) {
    return { code: reason.badAuthenticationMethod, why: 'there is no extended authentication' };
  }
  if (properties?.receiveMaximum === 0 || properties?.maximumPacketSize === 0) {
    return { code: reason.protocolError, why: 'a limit of 0 is none' };
  }
  return faultOfClientId(packet);
}

function faultOfClientId({ clientId, clean, protocolVersion }: IConnectPacket): Rejection | undefined {
  if (clientId.length > mostClientIdCharacters || clientId.includes('\0')) {
    return {
      code: reason.notAuthorized,
      why: `a client id has at most ${mostClientIdCharacters} characters`,
    };
  }
  return clientId === '' && protocolVersion === 4 && clean === false
    ? { code: reason.notAuthorized, why: 'a client without a client id has no session' }
    : undefined;
}

/** A will is a message that the program sends later. */
export function faultOfWill({ will }: IConnectPacket, rules: ProgramRules): Rejection | undefined {
  if (will === undefined) {
    return undefined;
  }
  if (will.retain === true) {
    return { code: reason.retainNotSupported, why: 'messages are not retained, wills included' };
  }
  if (will.qos === 2) {
    return { code: reason.qosNotSupported, why: 'AWS IoT Core has no QoS 2' };
  }
  const refusal = rules.refusePublish(will.topic);
  return (
    refusal && {
      code: reason.notAuthorized,
      why: `its will may not go to ${will.topic.slice(0, programLimits.saidCharacters)}: ${refusal.why}`,
    }
  );
}
