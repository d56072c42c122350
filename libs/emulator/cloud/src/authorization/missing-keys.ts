import type { CloudLog } from '../cloud-log';

/**
 * The condition keys that local-cloud gives a value where AWS does (IAM user guide, "AWS global condition context
 * keys"; service authorization reference). Where one of them is missing, AWS has none either.
 */
const known = new Set(
  `
    aws:CalledVia aws:CalledViaFirst aws:CalledViaLast aws:CurrentTime aws:EpochTime aws:MultiFactorAuthPresent
    aws:PrincipalAccount aws:PrincipalArn aws:PrincipalIsAWSService aws:PrincipalServiceName aws:PrincipalType
    aws:RequestedRegion aws:ResourceAccount aws:SecureTransport aws:SourceAccount aws:SourceArn aws:SourceIp
    aws:TagKeys aws:TokenIssueTime aws:UserAgent aws:ViaAWSService aws:userid aws:username
    cloudformation:ChangeSetName cloudformation:RoleArn cloudformation:TemplateUrl
    dynamodb:Attributes dynamodb:EnclosingOperation dynamodb:LeadingKeys dynamodb:ReturnValues dynamodb:Select
    iam:PassedToService iam:PermissionsBoundary iam:PolicyARN
    iot:IncludeSocketInformation iot:thingArn
    kms:CallerAccount
    lambda:FunctionArn lambda:Principal
    s3:ResourceAccount s3:TlsVersion s3:VersionId s3:delimiter s3:locationconstraint s3:max-keys
    s3:prefix s3:RequestObjectTagKeys s3:signatureversion s3:x-amz-copy-source s3:x-amz-metadata-directive
    ssm:Overwrite ssm:Recursive
    sts:ExternalId sts:RoleSessionName
  `
    .trim()
    .toLowerCase()
    .split(/\s+/),
);

/** Keys with the key of a tag behind the slash. */
const knownTagKeys =
  /^(?:aws:(?:principaltag|requesttag|resourcetag)|(?:ecr|iam|ssm):resourcetag|s3:(?:existing|request)objecttag)\//;

/**
 * Warns of a key of a condition that local-cloud has no value for, once of each: the policy is evaluated as if the
 * request did not have it.
 */
export function missingKeyWarnings(log: CloudLog): (key: string) => void {
  const told = new Set<string>();
  return (key) => {
    const name = key.toLowerCase();
    if (known.has(name) || knownTagKeys.test(name) || told.has(name)) {
      return;
    }
    told.add(name);
    log.warn(
      { conditionKey: key },
      'local-cloud has no value for this condition key of a policy: to the policy it is absent',
    );
  };
}
