import { XmlCodec } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceModel } from '../schema/service-model';
import { decodeBody, encodeBody } from './decoding';
import { errorIdentity } from './protocol';
import type { ServerProtocol } from './protocol';
import { restProtocol } from './rest';

const contentType = 'application/xml';
const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** S3 writes this one answer without its outer element (Smithy 2.0, `s3UnwrappedXmlOutput`). */
const unwrappedOutput = 'GetBucketLocationOutput';
const unwrappedMember = 'LocationConstraint';

/** REST with XML bodies (Smithy 2.0, "AWS restXml protocol"), with errors as S3 writes them. */
export function restXml(model: ServiceModel): ServerProtocol {
  const { codec, namespace } = model.protocol;
  const withoutNamespace = new XmlCodec({
    timestampFormat: { useTrait: true, default: 5 },
    httpBindings: true,
    xmlNamespace: '',
    serviceNamespace: namespace,
  });
  return restProtocol(model, {
    readBody: (schema, body) => decodeBody(codec, schema, body),
    writer: {
      contentType,
      empty: '',
      write: (schema, value) =>
        xmlDeclaration + unwrapped(schema, encodeBody(codec, schema, value).toString()),
    },
    writeError: (error, request, requestId) => {
      const { code, status } = errorIdentity(model, error);
      const headers = { 'content-type': contentType };
      // The answer to HEAD has no body: its clients know the error by its status alone.
      if (request.method === 'HEAD' || status === 304) {
        return { status, headers: {}, body: '' };
      }
      const fields = Object.fromEntries(
        Object.entries(error.fields).map(([name, value]): [string, string] => [name, String(value)]),
      );
      const values = {
        Code: code,
        Message: error.message,
        ...fields,
        Resource: request.path,
        RequestId: requestId,
      };
      return {
        status,
        headers,
        body: xmlDeclaration + encodeBody(withoutNamespace, errorSchema(values), values).toString(),
      };
    },
  });
}

function errorSchema(values: Record<string, string>): NormalizedSchema {
  const names = Object.keys(values);
  return NormalizedSchema.of([3, 'com.amazonaws.s3', 'Error', 0, names, names.map(() => 0)]);
}

function unwrapped(schema: NormalizedSchema, answer: string): string {
  if (schema.getName() !== unwrappedOutput) {
    return answer;
  }
  const inner = new RegExp(`<${unwrappedMember}>([^<]*)</${unwrappedMember}>`).exec(answer)?.[1];
  return inner === undefined ? answer : answer.replace(/>.*$/s, `>${inner}</${unwrappedMember}>`);
}
