import { loadFrom } from '../../lib/aws/load-from.ts';
import { proberFunction } from '../../lib/aws/prober-function.ts';
import { PROBERS } from '../../lib/catalog.ts';

/** Called by the probe function of the home region. */
export const handler = proberFunction(loadFrom(PROBERS, 'check type'));
