import type { AwsError } from '../aws-error';
import type { WireRequest, WireResponse } from './protocol';

/**
 * An error before the service is known, and with it its protocol: in XML to whoever sends a Query request, in JSON
 * to all others.
 */
export function errorWithoutService(error: AwsError, { headers }: WireRequest): WireResponse {
  const status = error.status ?? 400;
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) {
    const [code, message] = [error.code, error.message].map(escapeXml);
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
    return { status, headers: { 'content-type': 'text/xml' }, body };
  }
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
