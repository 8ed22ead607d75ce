import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { Whydown, type WhydownProps } from '../../lib/index.ts';

/** A stack with a `Whydown` in it; its functions are not bundled, which makes it quick. */
export const stackWith = (
  config: string,
  props: Partial<WhydownProps> = {},
): { readonly app: App; readonly stack: Stack; readonly whydown: Whydown } => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'us-east-1' } });
  return { app, stack, whydown: new Whydown(stack, 'Probes', { config, env: {}, ...props }) };
};

/** The template of such a stack. */
export const templateWith = (config: string, props: Partial<WhydownProps> = {}): Template =>
  Template.fromStack(stackWith(config, props).stack);
