/** Something behind a check that has logs, metrics or changes. One key names its kind, its value names the thing. */
export type ComponentRef =
  | { readonly kind: 'file'; readonly path: string; readonly format?: string }
  | { readonly kind: 'command'; readonly command: readonly string[]; readonly name: string }
  | { readonly kind: 'journald'; readonly unit: string }
  | { readonly kind: 'docker'; readonly container: string }
  | { readonly kind: 'git'; readonly folder: string }
  | { readonly kind: 'deploys'; readonly command: readonly string[]; readonly name: string }
  | {
      readonly kind: 'logGroup';
      readonly name: string;
      readonly region?: string;
      readonly assumeRole?: string;
    }
  | {
      readonly kind: 'logGroupPrefix';
      readonly name: string;
      readonly region?: string;
      readonly assumeRole?: string;
    }
  | { readonly kind: 'lambda'; readonly name: string; readonly region?: string; readonly assumeRole?: string }
  | { readonly kind: 'rds'; readonly name: string; readonly region?: string; readonly assumeRole?: string }
  | {
      readonly kind: 'ecs';
      readonly cluster: string;
      readonly service: string;
      readonly region?: string;
      readonly assumeRole?: string;
    }
  | { readonly kind: 'alb'; readonly name: string; readonly region?: string; readonly assumeRole?: string }
  | {
      readonly kind: 'apigateway';
      readonly id: string;
      readonly region?: string;
      readonly assumeRole?: string;
    };
