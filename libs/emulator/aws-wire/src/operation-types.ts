import type { Readable } from 'node:stream';
import type { StreamingBlobPayloadOutputTypes } from '@smithy/types';
import type { RequestContext } from './request-context';

type CommandOf<SdkModule, Name extends string> = SdkModule[`${Name}Command` & keyof SdkModule];

/** The operations of an SDK's client module. */
export type OperationName<SdkModule> = {
  [Key in keyof SdkModule]: Key extends `${infer Name}Command`
    ? SdkModule[Key] extends abstract new (...input: never[]) => { readonly input: object }
      ? Name
      : never
    : never;
}[keyof SdkModule];

/** Members that the service requires are there, at every depth: the wire refuses a request without them. */
export type Parsed<Input> = {
  [Key in keyof Input]: object extends Pick<Input, Key>
    ? ParsedValue<Input[Key]>
    : ParsedValue<Exclude<Input[Key], undefined>>;
};

type ParsedValue<Value> = Value extends string | number | bigint | boolean | Date | Uint8Array | undefined
  ? Value
  : Value extends readonly (infer Item)[]
    ? ParsedValue<Item>[]
    : IsUnion<Value> extends true
      ? Value
      : Value extends object
        ? Parsed<Value>
        : Value;

/** Of the SDK's unions one member is there, and `$unknown` for what it does not know. A map has that key, too. */
type IsUnion<Value> = string extends keyof Value ? false : '$unknown' extends keyof Value ? true : false;

/** The SDK takes a blob in many shapes (a streamed one as Blob, too); on the wire it has one. */
type ParsedMember<Member> = [Blob] extends [Member]
  ? Readable | Extract<Member, undefined>
  : [ArrayBuffer] extends [Member]
    ? Uint8Array | Extract<Member, undefined>
    : ParsedValue<Member>;

type ParsedInput<Input> = {
  [Key in keyof Input]: object extends Pick<Input, Key>
    ? ParsedMember<Input[Key]>
    : Exclude<ParsedMember<Input[Key]>, undefined>;
};

type InputOf<Command> = Command extends abstract new (...input: never[]) => { readonly input: infer Input }
  ? ParsedInput<Input>
  : never;

/** The input of an operation, as a handler gets it. */
export type OperationInput<SdkModule, Name extends OperationName<SdkModule>> = InputOf<
  CommandOf<SdkModule, Name>
>;

type OutputOf<Command> = Command extends abstract new (...input: never[]) => {
  resolveMiddleware: (...args: never[]) => (...args: never[]) => Promise<{ output: infer Output }>;
}
  ? Output
  : never;

/** Blobs of an output may be plain bytes; a streamed one also a stream. */
type ServedMember<Member> =
  NonNullable<Member> extends StreamingBlobPayloadOutputTypes
    ? Readable | Uint8Array | Extract<Member, undefined>
    : NonNullable<Member> extends Uint8Array
      ? Uint8Array | Extract<Member, undefined>
      : Member;

type Served<Output> = { [Key in keyof Omit<Output, '$metadata'>]: ServedMember<Output[Key & keyof Output]> };

/**
 * What a service answers, by operation: for each `XxxCommand` of the SDK's client module, `Xxx`. The input is
 * parsed by the service's own schema: timestamps are `Date`, blobs `Uint8Array`, a streamed blob is a
 * `Readable`. To fail, throw an `AwsError`.
 */
export type ServiceHandlers<SdkModule> = {
  readonly [Name in OperationName<SdkModule>]?: (
    input: InputOf<CommandOf<SdkModule, Name>>,
    context: RequestContext,
  ) => Served<OutputOf<CommandOf<SdkModule, Name>>> | Promise<Served<OutputOf<CommandOf<SdkModule, Name>>>>;
};
