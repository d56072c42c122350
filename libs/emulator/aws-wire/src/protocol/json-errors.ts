import type { AwsError } from '../aws-error';
import type { ServiceModel } from '../schema/service-model';
import { encodeBody } from './decoding';
import { errorIdentity } from './protocol';

/** An error as the JSON protocols write it: its code, its status and a body without the code. */
export function jsonError(model: ServiceModel, error: AwsError) {
  const { known, code, status } = errorIdentity(model, error);
  const plain = Buffer.from(JSON.stringify({ message: error.message }));
  if (known === undefined) {
    return { code, status, body: plain };
  }
  const messageMember = [...known.schema.structIterator()].find(
    ([name]) => name.toLowerCase() === 'message',
  )?.[0];
  if (messageMember === undefined) {
    return { code, status, body: plain };
  }
  const fields = { ...error.fields, [messageMember]: error.message };
  return { code, status, body: encodeBody(model.protocol.codec, known.schema, fields) };
}
