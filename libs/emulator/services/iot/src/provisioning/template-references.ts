import assert from 'node:assert/strict';
import { InvalidRequestException } from '../errors';
import type { Expression, TemplateBody } from './template-body';
import { templateFunctions, isFunctionCall, isList } from './template-functions';

const variablePattern = /\$\{([^!}][^}]*)\}/g;

/**
 * Given by AWS IoT to every registration; nobody else can set it. Measured: a template need not declare it
 * (hashicorp/terraform-provider-aws, acceptance tests of aws_iot_provisioning_template).
 */
export const certificateIdParameter = 'AWS::IoT::Certificate::Id';

/**
 * Checks that every function of a template exists and every reference leads to a declared parameter.
 * @throws InvalidRequestException
 */
export function checkReferences(body: TemplateBody): void {
  const declared = new Set([...Object.keys(body.Parameters), certificateIdParameter]);
  const values = [
    ...Object.values(body.Resources).flatMap((resource) => Object.values(resource.Properties)),
    ...Object.values(body.DeviceConfiguration),
  ];
  for (const value of values) {
    if (value !== undefined) {
      checkExpression(value, declared);
    }
  }
}

function checkExpression(value: Expression, declared: ReadonlySet<string>): void {
  if (typeof value !== 'object') {
    return;
  }
  if (isList(value)) {
    for (const item of value) {
      checkExpression(item, declared);
    }
    return;
  }
  for (const [key, argument] of Object.entries(value)) {
    if (key === 'Ref') {
      checkDeclared(argument, declared);
    } else if (key.startsWith('Fn::') && !templateFunctions.has(key)) {
      throw invalid(`unknown function ${key}`);
    }
    if (key === 'Fn::Sub') {
      checkSubstitution(argument, declared);
    }
    checkExpression(argument, declared);
  }
  if (Object.keys(value).length > 1 && Object.keys(value).some(isFunctionCall)) {
    throw invalid(`a function stands alone in its object, not beside ${Object.keys(value).join(', ')}`);
  }
}

function checkDeclared(name: Expression, declared: ReadonlySet<string>): void {
  if (typeof name === 'string' && declared.has(name)) {
    return;
  }
  throw invalid(`Ref to ${JSON.stringify(name)}, which is not among the Parameters`);
}

function checkSubstitution(argument: Expression, declared: ReadonlySet<string>): void {
  const [text, own] = isList(argument) ? argument : [argument, undefined];
  const ownNames = typeof own === 'object' && !isList(own) ? Object.keys(own) : [];
  if (typeof text !== 'string') {
    throw invalid('Fn::Sub takes a string, or a list of a string and a map');
  }
  for (const [, name] of text.matchAll(variablePattern)) {
    assert(name !== undefined, 'the pattern has a group that takes part in every match');
    if (!ownNames.includes(name)) {
      checkDeclared(name, declared);
    }
  }
}

function invalid(reason: string): InvalidRequestException {
  return new InvalidRequestException(`Template body is invalid: ${reason}`);
}
