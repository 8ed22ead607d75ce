import type { Edge } from './config.ts';
import type { LoadedFile } from './load-files.ts';
import { problemAt, type Place, type Problem } from './problem.ts';
import { valueOf, type SourceMap, type SourceNode } from './source.ts';

// eu-west-1  us-gov-west-1  ap-southeast-2
const REGION = /^[a-z]{2,3}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/;

/** Locations that are each well written, and make no sense together, or cannot be deployed. */
export const strangeLocations = ({ root }: LoadedFile, edge: Edge): readonly Problem[] => {
  const node = valueOf(root, 'locations');
  const items = node?.kind === 'list' ? node.items : [];
  const first = new Map<string, Place>();
  return items.flatMap((item) => {
    const name = nameOf(item);
    if (name === undefined) return [];
    const earlier = first.get(name);
    if (!earlier) first.set(name, item.place);
    return [
      ...(earlier
        ? [
            say(
              item,
              `duplicate location ${JSON.stringify(name)}, first used at ${earlier.file}:${earlier.line}`,
            ),
          ]
        : []),
      ...(edge === 'embedded' ? elsewhere(item, name) : misplaced(item, name)),
    ];
  });
};

const say = ({ place, path }: SourceNode, message: string): Problem => problemAt(place, path, message);

const textOf = (node: SourceNode | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;

const nameOf = (item: SourceNode): string | undefined =>
  item.kind === 'map' ? textOf(valueOf(item, 'name')) : textOf(item);

const elsewhere = (item: SourceNode, name: string): readonly Problem[] =>
  name === 'home'
    ? []
    : [say(item, '"whydown run" probes from home, this machine, alone; other locations work on AWS')];

const misplaced = (item: SourceNode, name: string): readonly Problem[] => {
  if (item.kind === 'map') return name === 'home' ? movedHome(item) : unplaced(item);
  if (name === 'home' || REGION.test(name)) return [];
  return [
    say(
      item,
      `expected a region such as eu-west-1; a place with another name is a map with a region or a vpc`,
    ),
  ];
};

const movedHome = (item: SourceMap): readonly Problem[] =>
  ['region', 'vpc', 'subnets', 'securityGroups'].flatMap((key) => {
    const node = valueOf(item, key);
    return node ? [say(node, 'home is where whydown is deployed; give another place another name')] : [];
  });

const unplaced = (item: SourceMap): readonly Problem[] => {
  const [region, vpc] = [valueOf(item, 'region'), valueOf(item, 'vpc')];
  if (!region && !vpc)
    return [say(item, 'expected a region or a vpc; without them it is the same place as home')];
  const written = textOf(region);
  const strange =
    region && written !== undefined && !REGION.test(written)
      ? [say(region, `expected a region such as eu-west-1, got ${JSON.stringify(written)}`)]
      : [];
  return [...strange, ...(vpc ? lacking(item, vpc) : needless(item))];
};

const IN_VPC = ['subnets', 'securityGroups'] as const;

const lacking = (item: SourceMap, vpc: SourceNode): readonly Problem[] =>
  IN_VPC.some((key) => sizeOf(valueOf(item, key)) === 0)
    ? [
        say(
          vpc,
          'expected subnets and securityGroups beside it, at least one each: a synthesis looks nothing up',
        ),
      ]
    : [];

const sizeOf = (node: SourceNode | undefined): number => (node?.kind === 'list' ? node.items.length : 0);

const needless = (item: SourceMap): readonly Problem[] =>
  IN_VPC.flatMap((key) => {
    const node = valueOf(item, key);
    return node ? [say(node, 'expected a vpc beside it')] : [];
  });
