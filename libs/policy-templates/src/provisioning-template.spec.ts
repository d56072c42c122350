import { fleetNames } from '@fleet/fleet-contract';

import {
  provisioningTemplate,
  requireTemplateSize,
  rotationTemplate,
  TemplateTooLargeError,
} from './provisioning-template';

const names = fleetNames('fleetprov');

describe('the provisioning template', () => {
  it('makes the thing in its group, activates the certificate and attaches the production policy', () => {
    expect(provisioningTemplate(names)).toEqual({
      Parameters: {
        SerialNumber: { Type: 'String' },
        ModelType: { Type: 'String' },
        CertDate: { Type: 'String' },
        'AWS::IoT::Certificate::Id': { Type: 'String' },
      },
      Resources: {
        thing: {
          Type: 'AWS::IoT::Thing',
          Properties: {
            ThingName: { Ref: 'SerialNumber' },
            AttributePayload: { cert_issuance: { Ref: 'CertDate' }, model_type: { Ref: 'ModelType' } },
            ThingGroups: ['fleetprov_fleet'],
          },
          OverrideSettings: { AttributePayload: 'MERGE', ThingGroups: 'MERGE', ThingTypeName: 'DO_NOTHING' },
        },
        certificate: {
          Type: 'AWS::IoT::Certificate',
          Properties: {
            CertificateId: { Ref: 'AWS::IoT::Certificate::Id' },
            Status: 'Active',
            ThingPrincipalType: 'EXCLUSIVE_THING',
          },
        },
        policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'fleetprov_prod_policy' } },
      },
    });
  });

  it('gives the thing fewer attributes than one without a thing type may have, so that a warning has room', () => {
    const { AttributePayload: attributes } = provisioningTemplate(names).Resources.thing.Properties;
    expect(Object.keys(attributes)).toHaveLength(2);
  });

  it('keeps what devices say of themselves in attributes, for which the thing has to be of a type', () => {
    const { Parameters: parameters, Resources: resources } = provisioningTemplate(names, {
      Firmware: 'firmware',
    });
    expect(parameters['Firmware']).toEqual({ Type: 'String' });
    expect(resources.thing).toMatchObject({
      Properties: {
        AttributePayload: { cert_issuance: { Ref: 'CertDate' }, firmware: { Ref: 'Firmware' } },
        ThingTypeName: 'fleetprov_device',
      },
      OverrideSettings: { AttributePayload: 'MERGE', ThingTypeName: 'REPLACE' },
    });
  });

  it('refers to no parameter that it does not declare', () => {
    const own = provisioningTemplate(names, { Firmware: 'firmware' });
    for (const template of [provisioningTemplate(names), rotationTemplate(names), own]) {
      const references = [...JSON.stringify(template).matchAll(/"Ref":"([^"]+)"/g)].map(([, name]) => name);
      expect(Object.keys(template.Parameters).sort()).toEqual([...new Set(references)].sort());
    }
  });
});

describe('the rotation template', () => {
  it('does to the thing and the certificate what provisioning does', () => {
    expect(rotationTemplate(names)).toEqual(provisioningTemplate(names));
  });
});

describe('the size of a template', () => {
  const bodyOf = (bytes: number): string => 'x'.repeat(bytes - 2);

  it('may be the limit of 10,240 bytes', () => {
    expect(requireTemplateSize('t', bodyOf(10_240))).toHaveLength(10_238);
  });

  it('is refused beyond, by name and limit, counted in bytes and not in characters', () => {
    expect(() => requireTemplateSize('t', bodyOf(10_241))).toThrow(TemplateTooLargeError);
    expect(() => requireTemplateSize('t', 'é'.repeat(6000))).toThrow(/template t has 12002 bytes.*10240/);
  });
});
