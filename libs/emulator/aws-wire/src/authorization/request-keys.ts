import { defined } from '@fleet/optional-members';
import type { RequestContext } from '../request-context';
import type { ConditionKeys } from './required-permission';

/**
 * What every request brings for conditions, whatever it asks for (IAM user guide, "AWS global condition context keys").
 * local-cloud speaks HTTP, and stands for endpoints that are reached over TLS.
 */
export function requestKeys({ region, sourceIp, userAgent }: RequestContext): ConditionKeys {
  return {
    'aws:RequestedRegion': region,
    'aws:SecureTransport': 'true',
    ...defined({ 'aws:SourceIp': sourceIp, 'aws:UserAgent': userAgent }),
  };
}
