import type { ComponentRef } from './component.ts';

/** A component in one word, as the config writes it: `rds:orders-db`, `ecs:shop/orders`. */
export const componentName = (component: ComponentRef): string => `${component.kind}:${thingOf(component)}`;

const thingOf = (component: ComponentRef): string => {
  if ('name' in component) return component.name;
  switch (component.kind) {
    case 'file':
      return component.path;
    case 'journald':
      return component.unit;
    case 'docker':
      return component.container;
    case 'git':
      return component.folder;
    case 'ecs':
      return `${component.cluster}/${component.service}`;
    case 'apigateway':
      return component.id;
  }
};
