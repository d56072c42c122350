/** What a TLS client certificate is to AWS IoT Core; only `active` may connect. */
export type Authentication =
  | { readonly status: 'active'; readonly certificateId: string; readonly certificateArn: string }
  | { readonly status: 'unknown' }
  | {
      readonly status: 'inactive' | 'revoked' | 'pending';
      readonly certificateId: string;
      readonly certificateArn: string;
    };
