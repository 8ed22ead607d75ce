import {
  paginateListAliases,
  paginateListVersionsByFunction,
  type AliasConfiguration,
  type FunctionConfiguration,
  type LambdaClient,
} from '@aws-sdk/client-lambda';

import type { Change } from '../../core/diagnosis/evidence.ts';
import type { KnownChanges } from '../components/component-reader.ts';

interface NamedFunction {
  readonly name: string;
  /** As the API wants it: the name, or the ARN of a function of another account. */
  readonly called: string;
}

/** New versions of a function, and changes of its code and configuration; rolled back by its alias where it has one. */
export const lambdaChanges = (named: NamedFunction, client: LambdaClient): KnownChanges => ({
  actions: 'lambda:ListVersionsByFunction and lambda:ListAliases',
  changes: async (from, to) => {
    const [versions, aliases] = await Promise.all([
      versionsOf(named.called, client),
      aliasesOf(named.called, client),
    ]);
    const published = versions.filter(({ Version: version }) => version !== LATEST);
    const latest = versions.filter(({ Version: version }) => version === LATEST);
    return [
      ...published.flatMap((version) => publishing(named, version, { published, aliases })),
      ...latest.flatMap((version) => editing(named, version, published)),
    ].filter(({ at }) => from <= at && at <= to);
  },
});

const LATEST = '$LATEST';

const versionsOf = async (FunctionName: string, client: LambdaClient) => {
  const versions: FunctionConfiguration[] = [];
  for await (const page of paginateListVersionsByFunction({ client }, { FunctionName }))
    versions.push(...(page.Versions ?? []));
  return versions;
};

const aliasesOf = async (FunctionName: string, client: LambdaClient) => {
  const aliases: AliasConfiguration[] = [];
  for await (const page of paginateListAliases({ client }, { FunctionName }))
    aliases.push(...(page.Aliases ?? []));
  return aliases;
};

const publishing = (
  { name }: NamedFunction,
  version: FunctionConfiguration,
  {
    published,
    aliases,
  }: {
    readonly published: readonly FunctionConfiguration[];
    readonly aliases: readonly AliasConfiguration[];
  },
): readonly Change[] => {
  const at = timeOf(version);
  if (at === undefined) return [];
  const previous = before(version, published);
  const alias = aliases.find(({ FunctionVersion: pointsTo }) => pointsTo === version.Version)?.Name;
  return [
    {
      at,
      what: `version ${version.Version}${alias === undefined ? '' : ` (alias ${alias})`}`,
      component: `function ${name}`,
      ...(previous?.Version !== undefined &&
        alias !== undefined && {
          rollBack: `aws lambda update-alias --function-name ${name} --name ${alias} --function-version ${previous.Version}`,
        }),
    },
  ];
};

/** `$LATEST`; the last version published from other code is what it can go back to. */
const editing = (
  { name }: NamedFunction,
  latest: FunctionConfiguration,
  published: readonly FunctionConfiguration[],
): readonly Change[] => {
  const at = timeOf(latest);
  const [newest] = published.toSorted((one, other) => Number(other.Version) - Number(one.Version));
  if (at === undefined) return [];
  const component = `function ${name}`;
  if (!newest) return [{ at, what: 'the new code or configuration', component }];
  const isCode = newest.CodeSha256 !== latest.CodeSha256;
  // A change that was published is told as its version.
  if (!isCode && (timeOf(newest) ?? 0) >= at) return [];
  const goesBack = isCode && latest.PackageType !== 'Image' ? newest.Version : undefined;
  return [
    {
      at,
      what: `the new ${isCode ? 'code' : 'configuration'}`,
      component,
      ...(goesBack !== undefined && { rollBack: codeOf(name, goesBack) }),
    },
  ];
};

const codeOf = (name: string, version: string): string =>
  `curl -so ${name}.zip "$(aws lambda get-function --function-name ${name} --qualifier ${version} --query Code.Location --output text)" && aws lambda update-function-code --function-name ${name} --zip-file fileb://${name}.zip`;

const before = (
  { Version: version }: FunctionConfiguration,
  published: readonly FunctionConfiguration[],
): FunctionConfiguration | undefined =>
  published
    .filter((each) => Number(each.Version) < Number(version))
    .toSorted((one, other) => Number(other.Version) - Number(one.Version))[0];

const timeOf = ({ LastModified: text }: FunctionConfiguration): number | undefined => {
  // 2026-11-22T10:02:36.060+0000
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : at;
};
