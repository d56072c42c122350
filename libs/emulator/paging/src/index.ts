export { textKey, type ListingName, type PageKey, type UnusableToken } from './page-token';
export { page, type Listing, type Page, type PageRequest, type PageRules } from './paging';
export { pageSize, readPage, type ReadPage, type SizeRules } from './read-page';
