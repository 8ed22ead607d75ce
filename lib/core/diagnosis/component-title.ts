import type { ComponentRef } from './component.ts';

/** A component for people, as the config names it: `lambda orders-fn`, `ecs shop/orders`. */
export const componentTitle = (component: ComponentRef): string => `${component.kind} ${nameOf(component)}`;

const nameOf = (component: ComponentRef): string => {
  if ('name' in component) return component.name;
  if ('service' in component) return `${component.cluster}/${component.service}`;
  if ('path' in component) return component.path;
  if ('unit' in component) return component.unit;
  if ('container' in component) return component.container;
  return 'folder' in component ? component.folder : component.id;
};
