import type { ComponentRef } from './component.ts';

/** A component for people, as the config names it: `lambda orders-fn`, `ecs shop/orders`. */
export const componentTitle = (component: ComponentRef): string => {
  switch (component.kind) {
    case 'file':
      return `file ${component.path}`;
    case 'journald':
      return `journald ${component.unit}`;
    case 'docker':
      return `docker ${component.container}`;
    case 'git':
      return `git ${component.folder}`;
    case 'ecs':
      return `ecs ${component.cluster}/${component.service}`;
    case 'apigateway':
      return `apigateway ${component.id}`;
    case 'command':
    case 'deploys':
    case 'logGroup':
    case 'logGroupPrefix':
    case 'lambda':
    case 'rds':
    case 'alb':
      return `${component.kind} ${component.name}`;
  }
};
