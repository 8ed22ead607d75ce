import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

import type { ComponentRef } from '../core/diagnosis/component.ts';
import { componentNeeds, type Need } from './component-needs.ts';

/** What the diagnose function may read of the components behind the checks: these and no others. */
export const componentStatements = (
  components: readonly ComponentRef[],
  stack: Stack,
): readonly PolicyStatement[] => {
  const roles = components.flatMap((each) => ('assumeRole' in each ? (each.assumeRole ?? []) : []));
  const own = components.filter((each) => !('assumeRole' in each && each.assumeRole !== undefined));
  const needs = own.flatMap((each) => componentNeeds(each, stack));
  return merged([...needs, { actions: ['sts:AssumeRole'], resources: roles }]);
};

/** One statement for the same actions, whatever number of components needs them. */
const merged = (needs: readonly Need[]): readonly PolicyStatement[] =>
  [...Map.groupBy(needs, ({ actions }) => actions.join(' ')).values()].flatMap((same) => {
    const resources = [...new Set(same.flatMap((each) => each.resources))].sort();
    const actions = [...(same[0]?.actions ?? [])];
    return resources.length === 0 ? [] : [new PolicyStatement({ actions, resources })];
  });
