import type { AcceptedInput } from '@fleet/aws-wire';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    AbortMultipartUpload: 'Bucket Key UploadId',
    CompleteMultipartUpload: `
      Bucket Key MultipartUpload.Parts.ETag MultipartUpload.Parts.PartNumber UploadId IfMatch
      IfNoneMatch
    `,
    CopyObject: `
      Bucket CacheControl ContentDisposition ContentEncoding ContentLanguage ContentType CopySource Key
      Metadata MetadataDirective TaggingDirective Tagging
    `,
    CreateBucket: 'Bucket CreateBucketConfiguration.LocationConstraint',
    CreateMultipartUpload: `
      Bucket CacheControl ContentDisposition ContentEncoding ContentLanguage ContentType Key Metadata
    `,
    DeleteBucket: 'Bucket',
    DeleteBucketCors: 'Bucket',
    DeleteBucketEncryption: 'Bucket',
    DeleteBucketLifecycle: 'Bucket',
    DeleteBucketOwnershipControls: 'Bucket',
    DeleteBucketPolicy: 'Bucket',
    DeleteBucketTagging: 'Bucket',
    DeleteObject: 'Bucket Key VersionId',
    DeleteObjectTagging: 'Bucket Key VersionId',
    DeleteObjects: 'Bucket Delete.Objects.Key Delete.Objects.VersionId Delete.Quiet',
    DeletePublicAccessBlock: 'Bucket',
    GetBucketAcl: 'Bucket',
    GetBucketCors: 'Bucket',
    GetBucketEncryption: 'Bucket',
    GetBucketLifecycleConfiguration: 'Bucket',
    GetBucketLocation: 'Bucket',
    GetBucketLogging: 'Bucket',
    GetBucketOwnershipControls: 'Bucket',
    GetBucketPolicy: 'Bucket',
    GetBucketTagging: 'Bucket',
    GetBucketVersioning: 'Bucket',
    GetObject: `
      Bucket IfMatch IfModifiedSince IfNoneMatch IfUnmodifiedSince Key Range ResponseCacheControl
      ResponseContentDisposition ResponseContentType VersionId
    `,
    GetObjectAttributes: 'Bucket Key VersionId',
    GetObjectTagging: 'Bucket Key VersionId',
    GetPublicAccessBlock: 'Bucket',
    HeadBucket: 'Bucket',
    HeadObject: `
      Bucket IfMatch IfModifiedSince IfNoneMatch IfUnmodifiedSince Key Range ResponseCacheControl
      ResponseContentDisposition ResponseContentType VersionId
    `,
    ListBuckets: 'Prefix',
    ListMultipartUploads: 'Bucket',
    ListObjectVersions: 'Bucket Delimiter EncodingType KeyMarker MaxKeys Prefix VersionIdMarker',
    ListObjects: 'Bucket Delimiter EncodingType Marker MaxKeys Prefix',
    ListObjectsV2: 'Bucket Delimiter EncodingType MaxKeys Prefix ContinuationToken StartAfter',
    ListParts: 'Bucket Key UploadId',
    PutBucketCors: 'Bucket CORSConfiguration.*',
    PutBucketEncryption: 'Bucket ServerSideEncryptionConfiguration.*',
    PutBucketLifecycleConfiguration: 'Bucket LifecycleConfiguration.*',
    PutBucketLogging: 'Bucket BucketLoggingStatus.*',
    PutBucketOwnershipControls: 'Bucket OwnershipControls.*',
    PutBucketPolicy: 'Bucket Policy',
    PutBucketTagging: 'Bucket Tagging.*',
    PutBucketVersioning: 'Bucket VersioningConfiguration.Status',
    PutObject: `
      Body Bucket Key CacheControl ContentDisposition ContentEncoding ContentLanguage ContentType
      IfMatch IfNoneMatch Metadata Tagging
    `,
    PutObjectTagging: 'Bucket Key VersionId Tagging.*',
    PutPublicAccessBlock: 'Bucket PublicAccessBlockConfiguration.*',
    UploadPart: 'Body Bucket Key PartNumber UploadId',
    UploadPartCopy: 'Bucket CopySource CopySourceRange Key PartNumber UploadId',
  },
  harmless: [
    {
      members: 'ExpectedBucketOwner ExpectedSourceBucketOwner',
      because: 'bucket-owner.ts compares them with the account before every operation',
    },
    {
      members: 'RequestPayer',
      because: 'nobody pays',
    },
    {
      members: 'ContentLength ContentMD5 ChecksumCRC32 ChecksumSHA1 ChecksumSHA256',
      because: 'the wire compares them with the body',
    },
    {
      members: `
        ChecksumAlgorithm ChecksumCRC32C ChecksumCRC64NVME ChecksumSHA512 ChecksumMD5 ChecksumXXHASH64
        ChecksumXXHASH3 ChecksumXXHASH128 ChecksumType
      `,
      because: 'no checksum is kept: a body arrives over loopback as it was sent',
    },
    {
      members: `
        MpuObjectSize MultipartUpload.Parts.ChecksumCRC32 MultipartUpload.Parts.ChecksumCRC32C
        MultipartUpload.Parts.ChecksumCRC64NVME MultipartUpload.Parts.ChecksumSHA1
        MultipartUpload.Parts.ChecksumSHA256 MultipartUpload.Parts.ChecksumSHA512
        MultipartUpload.Parts.ChecksumMD5 MultipartUpload.Parts.ChecksumXXHASH64
        MultipartUpload.Parts.ChecksumXXHASH3 MultipartUpload.Parts.ChecksumXXHASH128
      `,
      of: 'CompleteMultipartUpload',
      because: 'no checksum is kept, and the parts are known by their ETags',
    },
    {
      members: 'ChecksumMode',
      because: 'S3 answers a checksum only where it has one',
    },
    {
      members: 'ServerSideEncryption SSEKMSKeyId SSEKMSEncryptionContext BucketKeyEnabled',
      because: 'whoever may read an object gets it decrypted',
    },
    {
      members: 'BypassGovernanceRetention',
      because: 'there is no retention',
    },
    {
      members: 'ConfirmRemoveSelfBucketAccess',
      because: 'the account’s own user needs no policy, so that nobody is locked out',
    },
    {
      members: 'TransitionDefaultMinimumObjectSize',
      because: 'lifecycle rules have no effect',
    },
    {
      members: 'OptionalObjectAttributes',
      because: 'no object is archived, so that none has a restore status',
    },
    {
      members: 'ObjectAttributes',
      of: 'GetObjectAttributes',
      because: 'the answer has more than is asked for',
    },
  ],
};
