/**
 * The AWS SDK's credential chain, in a module of its own: an import() of the package itself would put all of it into the
 * bundle. @public
 */
export { defaultProvider } from '@aws-sdk/credential-provider-node';
