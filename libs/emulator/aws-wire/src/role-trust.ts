/**
 * What a service asks of IAM before it takes a role: whether the role exists and its trust policy lets the service
 * (`iot.amazonaws.com`) assume it.
 */
export type RoleTrust = (roleArn: string, service: string) => boolean;
