/** What an ARN says. */
export interface ArnParts {
  readonly region: string;
  /** Empty for what belongs to no account, as APIs of API Gateway. */
  readonly account: string;
  /** What stands behind the account: `function:orders-fn:live`, `loadbalancer/app/front/50dc6c495c0c9188`. */
  readonly resource: string;
}

// arn:aws:lambda:eu-central-1:123456789012:function:orders-fn:live
const ARN = /^arn:[\w-]{1,16}:[\w-]{1,32}:([\w-]{0,32}):(\d{0,12}):([^\n]{1,1024})$/;

/** The parts of an ARN; undefined for a plain name. */
export const parseArn = (nameOrArn: string): ArnParts | undefined => {
  const [, region, account, resource] = ARN.exec(nameOrArn) ?? [];
  return region === undefined || account === undefined || resource === undefined
    ? undefined
    : { region, account, resource };
};
