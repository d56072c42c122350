import type { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';

export type Database = Awaited<ReturnType<typeof loadAwsServiceSpec>>;
export type SpecifiedResource = ReturnType<typeof resourceIn> & object;
export type SpecifiedProperty = SpecifiedResource['properties'][string];
export type PropertyType = SpecifiedProperty['type'];

/** The members of a structure that property types refer to, by its id. */
export type TypeDefinitions = (id: string) => Readonly<Record<string, SpecifiedProperty>>;

export function resourceIn(database: Database, typeName: string) {
  return database.lookup('resource', 'cloudFormationType', 'equals', typeName)[0];
}
