import type { Attributes } from '../registry/names';
import type { ThingPrincipalType } from '../registry/thing-principal-repository';
import type {
  CertificateResource,
  OnExisting,
  PolicyResource,
  TemplateBody,
  ThingResource,
} from './template-body';
import type { Scope } from './template-functions';
import { TemplateEvaluationError, evaluateList, evaluateText } from './template-functions';
import { certificateIdParameter } from './template-references';

/** The thing that a template asks for; what is `undefined` the template leaves open. */
export interface PlannedThing {
  readonly thingName: string;
  readonly attributes: Attributes | undefined;
  readonly thingTypeName: string | undefined;
  readonly thingGroups: readonly string[] | undefined;
  readonly billingGroup: string | undefined;
  /** What is done with a thing that exists. */
  readonly onExisting: {
    readonly attributes: OnExisting;
    readonly thingTypeName: OnExisting;
    readonly thingGroups: OnExisting;
  };
}

export type PlannedPolicy = { readonly policyName: string } | { readonly policyDocument: string };

/** What a template comes to for one device. */
export interface ProvisioningPlan {
  /** A template may ask for a certificate and policies alone. */
  readonly thing: PlannedThing | undefined;
  readonly certificate: {
    readonly certificateId: string;
    readonly status: 'ACTIVE' | 'INACTIVE';
    readonly thingPrincipalType: ThingPrincipalType;
  };
  readonly policies: readonly PlannedPolicy[];
  readonly deviceConfiguration: Readonly<Record<string, string>>;
}

/**
 * Evaluates a fleet provisioning template (developer guide: provision-template).
 * @param given values of parameters by name; names that the template does not declare are passed over
 * @throws TemplateEvaluationError when a parameter is missing or a function cannot be evaluated
 */
export function evaluateTemplate(body: TemplateBody, given: ReadonlyMap<string, string>): ProvisioningPlan {
  const scope: Scope = { parameters: parametersOf(body, given), mappings: body.Mappings };
  const plan: {
    thing?: PlannedThing;
    certificate?: ProvisioningPlan['certificate'];
    policies: PlannedPolicy[];
  } = {
    policies: [],
  };
  for (const resource of Object.values(body.Resources)) {
    if (resource.Type === 'AWS::IoT::Thing') {
      plan.thing = planThing(resource, scope);
    } else if (resource.Type === 'AWS::IoT::Certificate') {
      plan.certificate = planCertificate(resource, scope);
    } else {
      plan.policies.push(planPolicy(resource, scope));
    }
  }
  const { thing, certificate, policies } = plan;
  if (!certificate) {
    throw new TemplateEvaluationError('the template has no certificate');
  }
  return {
    thing,
    certificate,
    policies,
    deviceConfiguration: evaluateMap(body.DeviceConfiguration, scope),
  };
}

function parametersOf(body: TemplateBody, given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const certificateId = given.get(certificateIdParameter);
  const values = new Map(certificateId === undefined ? [] : [[certificateIdParameter, certificateId]]);
  for (const [name, declaration] of Object.entries(body.Parameters)) {
    const value = given.get(name) ?? declaration.Default;
    if (value !== undefined) {
      values.set(name, value);
    }
  }
  return values;
}

function planThing({ Properties, OverrideSettings }: ThingResource, scope: Scope): PlannedThing {
  const { AttributePayload, ThingTypeName, ThingGroups, BillingGroup } = Properties;
  return {
    thingName: evaluateText(Properties.ThingName, scope),
    attributes: AttributePayload && evaluateMap(AttributePayload, scope),
    thingTypeName: ThingTypeName === undefined ? undefined : evaluateText(ThingTypeName, scope),
    thingGroups: ThingGroups === undefined ? undefined : evaluateList(ThingGroups, scope),
    billingGroup: BillingGroup === undefined ? undefined : evaluateText(BillingGroup, scope),
    onExisting: {
      attributes: OverrideSettings?.AttributePayload ?? 'DO_NOTHING',
      thingTypeName: OverrideSettings?.ThingTypeName ?? 'DO_NOTHING',
      thingGroups: OverrideSettings?.ThingGroups ?? 'DO_NOTHING',
    },
  };
}

function planCertificate({ Properties }: CertificateResource, scope: Scope): ProvisioningPlan['certificate'] {
  return {
    certificateId: evaluateText(Properties.CertificateId, scope),
    status: oneOf(
      'Status',
      ['ACTIVE', 'INACTIVE'],
      evaluateText(Properties.Status ?? 'ACTIVE', scope).toUpperCase(),
    ),
    thingPrincipalType: oneOf(
      'ThingPrincipalType',
      ['EXCLUSIVE_THING', 'NON_EXCLUSIVE_THING'],
      evaluateText(Properties.ThingPrincipalType ?? 'NON_EXCLUSIVE_THING', scope),
    ),
  };
}

function planPolicy({ Properties }: PolicyResource, scope: Scope): PlannedPolicy {
  return 'PolicyName' in Properties
    ? { policyName: evaluateText(Properties.PolicyName, scope) }
    : { policyDocument: evaluateText(Properties.PolicyDocument, scope) };
}

function evaluateMap(
  map: ThingResource['Properties']['AttributePayload'] & object,
  scope: Scope,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, evaluateText(value, scope)]));
}

function oneOf<Choice extends string>(name: string, choices: readonly Choice[], value: string): Choice {
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined) {
    throw new TemplateEvaluationError(`${name} is ${value}, not ${choices.join(' or ')}`);
  }
  return chosen;
}
