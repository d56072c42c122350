import type { RoleTrust } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { readInput } from '@fleet/input-fault';
import { page, textKey } from '@fleet/paging';
import type { Page, PageRequest } from '@fleet/paging';
import * as z from 'zod';
import type { Arns } from '../arns';
import { checkAssumable } from '../assumable-role';
import {
  DeleteConflictException,
  InvalidRequestException,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  VersionsLimitExceededException,
  invalidIdentifier,
} from '../errors';
import { pageRules } from '../page-rules';
import type {
  ProvisioningTemplate,
  ProvisioningTemplateRepository,
  ProvisioningTemplateVersion,
} from './provisioning-template-repository';
import { versionKey } from './provisioning-template-repository';
import { checkTemplateBody } from './template-parser';

const namePattern = /^[0-9A-Za-z_-]{1,36}$/;
const mostVersions = 5;

/** The members of the API's requests that a template is made of, as API reference bounds them. */
const settings = z.object({
  description: z.string().max(500).default(''),
  enabled: z.boolean().default(false),
  provisioningRoleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.{1,1900}$/, { error: 'must be the ARN of an IAM role' }),
  preProvisioningHook: z
    .object({
      targetArn: z
        .string()
        .regex(
          /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[a-zA-Z0-9_-]{1,64}(:[a-zA-Z0-9_$-]{1,128})?$/,
          {
            error: 'must be the ARN of a Lambda function',
          },
        ),
      payloadVersion: z.literal('2020-04-01').optional(),
    })
    .optional(),
  type: z
    .literal(
      'FLEET_PROVISIONING',
      'must be FLEET_PROVISIONING: JITP needs certificate authorities of your own, which local-cloud does not have',
    )
    .default('FLEET_PROVISIONING'),
});

export type TemplateSettings = { readonly [Member in keyof z.input<typeof settings>]: unknown };

export interface ProvisioningTemplatesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly arns: Arns;
  readonly repository: ProvisioningTemplateRepository;
  readonly roleTrust: RoleTrust;
}

/** The provisioning templates of the account, at most five versions of each. */
export class ProvisioningTemplates {
  constructor(private readonly parts: ProvisioningTemplatesParts) {}

  private checkRole(roleArn: string, templateName: string): void {
    checkAssumable(this.parts.roleTrust, roleArn, this.parts.arns.provisioningTemplate(templateName));
  }

  /** @throws InvalidRequestException, ResourceAlreadyExistsException */
  create(name: string | undefined, body: string | undefined, given: TemplateSettings): ProvisioningTemplate {
    const templateName = checkTemplateName(name);
    const { preProvisioningHook, ...checked } = parseSettings(given);
    const checkedBody = checkTemplateBody(body);
    this.checkRole(checked.provisioningRoleArn, templateName);
    const now = this.parts.clock.now();
    const template: ProvisioningTemplate = {
      templateName,
      ...checked,
      hookArn: preProvisioningHook?.targetArn,
      defaultVersionId: 1,
      lastVersionId: 1,
      createdAt: now,
      modifiedAt: now,
    };
    this.parts.store.transaction(() => {
      if (this.parts.repository.find(templateName) !== undefined) {
        // Reported: aws/aws-cdk#17989.
        throw new ResourceAlreadyExistsException(`Template with name ${templateName} already exists`, {
          resourceId: templateName,
          resourceArn: this.parts.arns.provisioningTemplate(templateName),
        });
      }
      this.parts.repository.save(template);
      this.parts.repository.insertVersion({ templateName, versionId: 1, body: checkedBody, createdAt: now });
    });
    return template;
  }

  /** @throws ResourceNotFoundException */
  describe(name: string | undefined): ProvisioningTemplate {
    const templateName = checkTemplateName(name);
    const found = this.parts.repository.find(templateName);
    if (!found) {
      throw new ResourceNotFoundException(`Provisioning template ${templateName} not found`);
    }
    return found;
  }

  /** The version in force unless one is named. @throws ResourceNotFoundException */
  version(name: string | undefined, versionId?: number): ProvisioningTemplateVersion {
    const template = this.describe(name);
    const wanted = versionId ?? template.defaultVersionId;
    const found = this.parts.repository.findVersion(template.templateName, wanted);
    if (!found) {
      throw new ResourceNotFoundException(
        `Provisioning template ${template.templateName} has no version ${wanted}`,
      );
    }
    return found;
  }

  list(request: PageRequest): Page<ProvisioningTemplate> {
    return page(request, pageRules, {
      name: ['provisioning-templates'],
      key: textKey,
      read: (after, limit) => this.parts.repository.list(after, limit),
      keyOf: (template) => template.templateName,
    });
  }

  /** @throws ResourceNotFoundException */
  versions(request: PageRequest, name: string | undefined): Page<ProvisioningTemplateVersion> {
    const { templateName } = this.describe(name);
    return page(request, pageRules, {
      name: ['provisioning-template-versions', templateName],
      key: versionKey,
      read: (after, limit) => this.parts.repository.versionsOf(templateName, after, limit),
      keyOf: (version) => version.versionId,
    });
  }

  /** Changes what is given and leaves the rest. @throws ResourceNotFoundException, InvalidRequestException */
  update(
    name: string | undefined,
    given: Partial<TemplateSettings>,
    also: { defaultVersionId?: number | undefined; removeHook?: boolean | undefined } = {},
  ): void {
    this.parts.store.transaction(() => {
      const template = this.describe(name);
      const { preProvisioningHook, ...checked } = parseSettings({
        description: given.description ?? template.description,
        enabled: given.enabled ?? template.enabled,
        provisioningRoleArn: given.provisioningRoleArn ?? template.provisioningRoleArn,
        preProvisioningHook: given.preProvisioningHook,
        type: template.type,
      });
      if (given.provisioningRoleArn !== undefined) {
        this.checkRole(checked.provisioningRoleArn, template.templateName);
      }
      this.parts.repository.save({
        ...template,
        ...checked,
        hookArn: also.removeHook ? undefined : (preProvisioningHook?.targetArn ?? template.hookArn),
        defaultVersionId: this.version(name, also.defaultVersionId).versionId,
        modifiedAt: this.parts.clock.now(),
      });
    });
  }

  /** @throws ResourceNotFoundException, InvalidRequestException, VersionsLimitExceededException */
  createVersion(
    name: string | undefined,
    body: string | undefined,
    setAsDefault = false,
  ): ProvisioningTemplateVersion {
    const checkedBody = checkTemplateBody(body);
    return this.parts.store.transaction(() => {
      const template = this.describe(name);
      if (
        this.parts.repository.versionsOf(template.templateName, undefined, mostVersions).length ===
        mostVersions
      ) {
        // Documented: API reference, CreateProvisioningTemplateVersion. Guessed: the text.
        throw new VersionsLimitExceededException(
          `Provisioning template ${template.templateName} has ${mostVersions} versions already`,
        );
      }
      const now = this.parts.clock.now();
      const versionId = template.lastVersionId + 1;
      const version = { templateName: template.templateName, versionId, body: checkedBody, createdAt: now };
      this.parts.repository.insertVersion(version);
      this.parts.repository.save({
        ...template,
        lastVersionId: versionId,
        defaultVersionId: setAsDefault ? versionId : template.defaultVersionId,
        modifiedAt: now,
      });
      return version;
    });
  }

  /** @throws ResourceNotFoundException; DeleteConflictException for the version in force */
  deleteVersion(name: string | undefined, versionId: number | undefined): void {
    const version = this.version(name, versionId ?? 0);
    if (this.describe(name).defaultVersionId === version.versionId) {
      throw new DeleteConflictException(
        `Version ${version.versionId} is the default version of ${version.templateName}`,
      );
    }
    this.parts.repository.deleteVersion(version.templateName, version.versionId);
  }

  /**
   * Deletes the template with all its versions (measured: hashicorp/terraform-provider-aws, acceptance tests of
   * aws_iot_provisioning_template, delete one with two versions by this call alone).
   * @throws ResourceNotFoundException
   */
  delete(name: string | undefined): void {
    this.parts.repository.delete(this.describe(name).templateName);
  }
}

function checkTemplateName(name: string | undefined): string {
  if (name !== undefined && namePattern.test(name)) {
    return name;
  }
  throw invalidIdentifier('template name', name, '1 to 36 characters of 0-9, A-Z, a-z, "_" and "-"');
}

function parseSettings(given: TemplateSettings): z.output<typeof settings> {
  return readInput(settings, given, (fault) => new InvalidRequestException(fault));
}
