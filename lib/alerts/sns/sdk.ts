/**
 * The parts of the SDK that are used, loaded as one: an import() of the package itself would bring all of it into the bundle.
 * @public used through `await import`
 */
export { GetTopicAttributesCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
