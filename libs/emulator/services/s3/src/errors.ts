import { AwsError } from '@fleet/aws-wire';

/** "Error responses", Amazon S3 API reference: what clients, CloudFormation and CDK act upon. */
function s3Error(
  status: number,
  code: string,
  message: string,
  fields: Record<string, string> = {},
): AwsError {
  return new AwsError(code, message, { status, fields });
}

export const noSuchBucket = (bucket: string) =>
  s3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket });

export const bucketAlreadyOwnedByYou = (bucket: string) =>
  s3Error(
    409,
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    { BucketName: bucket },
  );

export const invalidBucketName = (bucket: string) =>
  s3Error(400, 'InvalidBucketName', 'The specified bucket is not valid.', { BucketName: bucket });

export const illegalLocation = (location: string) =>
  s3Error(
    400,
    'IllegalLocationConstraintException',
    `The ${location} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );

export const bucketNotEmpty = (bucket: string) =>
  s3Error(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty', { BucketName: bucket });

export const noSuchKey = (key: string) =>
  s3Error(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });

export const noSuchVersion = (key: string, versionId: string) =>
  s3Error(404, 'NoSuchVersion', 'The specified version does not exist.', { Key: key, VersionId: versionId });

export const deleteMarkerNamed = () =>
  s3Error(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');

export const noSuchUpload = (uploadId: string) =>
  s3Error(
    404,
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: uploadId },
  );

export const preconditionFailed = (condition: string) =>
  s3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });

export const unsendableHeader = (argument: string, value: string) =>
  s3Error(400, 'InvalidArgument', 'Header value cannot be represented using ISO-8859-1.', {
    ArgumentName: argument,
    ArgumentValue: value,
  });

export const notModified = () => s3Error(304, 'NotModified', 'Not Modified');

export const invalidRange = (range: string, size: number) =>
  s3Error(416, 'InvalidRange', 'The requested range is not satisfiable', {
    RangeRequested: range,
    ActualObjectSize: String(size),
  });

export const invalidArgument = (name: string, message: string) =>
  s3Error(400, 'InvalidArgument', message, { ArgumentName: name });

export const keyTooLong = (key: string) =>
  s3Error(400, 'KeyTooLongError', 'Your key is too long', {
    Size: String(Buffer.byteLength(key)),
    MaxSizeAllowed: '1024',
  });

export const malformedXml = () =>
  s3Error(
    400,
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

export const malformedPolicy = (message: string) => s3Error(400, 'MalformedPolicy', message);

export const invalidPart = () =>
  s3Error(
    400,
    'InvalidPart',
    'One or more of the specified parts could not be found. The part might not have been uploaded, or the specified entity tag might not have matched the part’s entity tag.',
  );

export const invalidPartOrder = () =>
  s3Error(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');

/** Answer to reading a setting that the bucket does not have. */
export const noSuchSetting = (code: string, message: string, bucket: string) =>
  s3Error(404, code, message, { BucketName: bucket });
