import { InvalidRequestException } from './errors';

const certificateIdPattern = /^[0-9a-f]{64}$/;

/** What a policy can be attached to. */
export type PolicyTarget = { readonly arn: string } & (
  | { readonly type: 'certificate'; readonly certificateId: string }
  | { readonly type: 'thinggroup'; readonly thingGroupName: string }
);

/** Spells and reads the ARNs of one account in one region. */
export class Arns {
  private readonly prefix: string;

  constructor(
    readonly accountId: string,
    readonly region: string,
  ) {
    this.prefix = `arn:aws:iot:${region}:${accountId}:`;
  }

  certificate(certificateId: string): string {
    return `${this.prefix}cert/${certificateId}`;
  }

  thing(thingName: string): string {
    return `${this.prefix}thing/${thingName}`;
  }

  thingGroup(thingGroupName: string): string {
    return `${this.prefix}thinggroup/${thingGroupName}`;
  }

  thingType(thingTypeName: string): string {
    return `${this.prefix}thingtype/${thingTypeName}`;
  }

  billingGroup(billingGroupName: string): string {
    return `${this.prefix}billinggroup/${billingGroupName}`;
  }

  roleAlias(roleAlias: string): string {
    return `${this.prefix}rolealias/${roleAlias}`;
  }

  policy(policyName: string): string {
    return `${this.prefix}policy/${policyName}`;
  }

  provisioningTemplate(templateName: string): string {
    return `${this.prefix}provisioningtemplate/${templateName}`;
  }

  rule(ruleName: string): string {
    return `${this.prefix}rule/${ruleName}`;
  }

  /** What an MQTT action is about: `client`, `topic` or `topicfilter`. */
  mqtt(type: 'client' | 'topic' | 'topicfilter', name: string): string {
    return `${this.prefix}${type}/${name}`;
  }

  /** @throws InvalidRequestException for anything but a certificate's ARN of this account and region */
  certificateIdOf(principal: string | undefined): string {
    const start = this.certificate('');
    const certificateId = principal?.startsWith(start) ? principal.slice(start.length) : undefined;
    if (certificateId === undefined || !certificateIdPattern.test(certificateId)) {
      if (principal?.startsWith('arn:') && !principal.includes(':cert/')) {
        // Reported: aws/aws-cdk#26166.
        throw new InvalidRequestException('The given ARN does not represent a cert');
      }
      const fault =
        principal === undefined ? 'The principal is missing; it is' : `Principal ${principal} is not`;
      throw new InvalidRequestException(`${fault} the ARN of a certificate of this account`);
    }
    return certificateId;
  }

  /** @throws InvalidRequestException for anything but a certificate or thing group of this account and region */
  policyTargetOf(target: string | undefined): PolicyTarget {
    const start = this.thingGroup('');
    if (target?.startsWith(start)) {
      return { arn: target, type: 'thinggroup', thingGroupName: target.slice(start.length) };
    }
    const certificateId = this.certificateIdOf(target);
    return { arn: this.certificate(certificateId), type: 'certificate', certificateId };
  }
}
