/**
 * What a service asks of IAM before it takes a role: whether the role exists and its trust policy lets the service
 * (`iot.amazonaws.com`) assume it.
 * @param sourceArn `aws:SourceArn` for conditions: what the service takes the role for; absent where AWS says none
 */
export type RoleTrust = (roleArn: string, service: string, sourceArn?: string) => boolean;
