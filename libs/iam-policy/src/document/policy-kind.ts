/**
 * What a policy is attached to: an identity (permissions boundaries and session policies are of this kind too), a
 * role that it says who may assume, or any other resource.
 */
export type PolicyKind = 'identity' | 'trust' | 'resource';

/** The version of the language. Without the element it is the older one (user guide, "Version"). */
export type LanguageVersion = '2008-10-17' | '2012-10-17';
