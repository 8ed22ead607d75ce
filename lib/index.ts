export { Whydown } from './constructs/whydown.ts';
export type { WhydownProps } from './constructs/whydown-props.ts';
