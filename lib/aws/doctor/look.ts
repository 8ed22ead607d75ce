import type { Area, Finding } from '../../core/doctor/finding.ts';
import type { Clock } from '../../core/ports.ts';
import type { Deployment } from '../deployment.ts';

/** A deployed stack, seen with the credentials of who asks. */
export interface Site {
  readonly stack: string;
  readonly deployment: Deployment;
  /** The others in the same stack. */
  readonly siblings: readonly Deployment[];
  readonly clock: Clock;
}

/** One part of a stack that is looked at. */
export interface Look {
  readonly area: Area;
  /** The actions that it needs, for who may not look. */
  readonly actions: string;
  readonly look: (site: Site) => Promise<readonly Finding[]>;
}

/** Looks; what may not or cannot be looked at is a finding too. */
export const lookAt = async ({ area, actions, look }: Look, site: Site): Promise<readonly Finding[]> => {
  try {
    return await look(site);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const denied = /^(?:AccessDenied|UnauthorizedOperation|NotAuthorized|AuthorizationError)/.test(name);
    const fix = denied ? `allow ${actions} to your credentials` : undefined;
    return [
      { area, level: 'unseen', text: `could not be looked at: ${name}: ${message}`, ...(fix && { fix }) },
    ];
  }
};
