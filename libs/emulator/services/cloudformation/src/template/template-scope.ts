import { TemplateError, ValidationError } from '../errors';
import { evaluate } from './boolean-functions';
import { isObject } from './json';
import type { ParameterValues } from './parameters';
import { referencedParameter } from './parameters';
import type { ResolutionScope } from './resolve';
import { noValue, resolve } from './resolve';
import type { Template } from './template';
import { dependsOn } from './template';
import { referencedNames } from './references';

/** Where the stack is, for the pseudo parameters. */
export interface StackPlace {
  readonly stackId: string;
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly notificationArns: readonly string[];
}

/** What the template's functions need from outside the template. */
export interface OutsideValues {
  resourceRef(logicalId: string): unknown;
  resourceAttribute(logicalId: string, attribute: string): unknown;
  importedValue(exportName: string): string;
}

/** One template with its parameters' values: which resources there are, in which order, with which properties. */
export class TemplateScope implements ResolutionScope {
  private readonly conditions = new Map<string, boolean | 'evaluating'>();

  constructor(
    readonly template: Template,
    private readonly parameters: ParameterValues,
    private readonly place: StackPlace,
    private readonly outside: OutsideValues,
  ) {}

  /** The logical ids whose condition holds. */
  activeResources(): string[] {
    return Object.entries(this.template.Resources)
      .filter(([, { Condition: name }]) => name === undefined || this.condition(name))
      .map(([logicalId]) => logicalId);
  }

  /** The active resources that this one needs first. */
  dependencies(logicalId: string, active: ReadonlySet<string>): Set<string> {
    const resource = this.template.Resources[logicalId];
    if (resource === undefined) {
      return new Set();
    }
    const names = referencedNames(resource.Properties ?? {}, (condition) => this.condition(condition));
    for (const name of dependsOn(resource)) {
      names.add(name);
    }
    return new Set([...names].filter((name) => active.has(name)));
  }

  ref(name: string): unknown {
    const declaration = this.template.Parameters[name];
    const value = this.parameters[name];
    if (declaration !== undefined && value !== undefined) {
      return referencedParameter(declaration, value);
    }
    if (Object.hasOwn(this.template.Resources, name)) {
      return this.outside.resourceRef(name);
    }
    return this.pseudoParameter(name);
  }

  attribute(logicalId: string, attribute: string): unknown {
    if (Object.hasOwn(this.template.Resources, logicalId)) {
      return this.outside.resourceAttribute(logicalId, attribute);
    }
    throw new TemplateError(`instance of Fn::GetAtt references undefined resource ${logicalId}`);
  }

  condition(name: string): boolean {
    const known = this.conditions.get(name);
    if (known === 'evaluating') {
      throw new TemplateError(`Circular dependency in condition ${name}`);
    }
    if (known !== undefined) {
      return known;
    }
    if (!Object.hasOwn(this.template.Conditions, name)) {
      throw new TemplateError(`Unresolved condition dependency ${name}`);
    }
    this.conditions.set(name, 'evaluating');
    const outcome = evaluate(this.template.Conditions[name], this.booleanScope());
    this.conditions.set(name, outcome);
    return outcome;
  }

  /** The descriptions of the rules' assertions that do not hold. */
  brokenRules(): string[] {
    return Object.entries(this.template.Rules).flatMap(([name, rule]) => {
      const applies = rule.RuleCondition === undefined || evaluate(rule.RuleCondition, this.booleanScope());
      return (applies ? rule.Assertions : [])
        .filter(({ Assert: assertion }) => !evaluate(assertion, this.booleanScope()))
        .map(({ AssertDescription: description }) => description ?? `rule ${name} does not hold`);
    });
  }

  mapped(map: string, firstKey: string, secondKey: string): unknown {
    const first = this.template.Mappings[map]?.[firstKey];
    const value = isObject(first) ? first[secondKey] : undefined;
    if (value !== undefined) {
      return value;
    }
    throw new TemplateError(`Unable to get mapping for ${map}::${firstKey}::${secondKey}`);
  }

  importedValue(exportName: string): string {
    return this.outside.importedValue(exportName);
  }

  availabilityZones(region: string): string[] {
    return ['a', 'b', 'c'].map((zone) => `${region === '' ? this.place.region : region}${zone}`);
  }

  private booleanScope(): Parameters<typeof evaluate>[1] {
    return { value: (expression) => resolve(expression, this), condition: (name) => this.condition(name) };
  }

  private pseudoParameter(name: string): unknown {
    switch (name) {
      case 'AWS::AccountId':
        return this.place.accountId;
      case 'AWS::Region':
        return this.place.region;
      case 'AWS::Partition':
        return this.place.partition;
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackId':
        return this.place.stackId;
      case 'AWS::StackName':
        return this.place.stackName;
      case 'AWS::NotificationARNs':
        return [...this.place.notificationArns];
      case 'AWS::NoValue':
        return noValue;
      default:
        throw new ValidationError(
          `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`,
        );
    }
  }
}
