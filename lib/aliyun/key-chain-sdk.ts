import alibabaCredentials from '@alicloud/credentials';

/**
 * The vendor's key chain, loaded as one of ours: esbuild gives the import() of a CommonJS package no names. CommonJS with a
 * default export: Node and esbuild give the module here, Vitest already what is in it.
 * @public used through `await import`
 */
export const KeyChain =
  'default' in alibabaCredentials
    ? alibabaCredentials.default
    : (alibabaCredentials as typeof import('@alicloud/credentials').default);
