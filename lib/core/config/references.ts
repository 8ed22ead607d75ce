import type { Edge } from './config.ts';
import { problemAt, type Problem } from './problem.ts';
import type { SourceEntry, SourceNode } from './source.ts';
import { suggest } from './suggest.ts';

// ${env:NAME}  ${secret:orders/db#password}  ${ssm:/orders/token}
const REFERENCE = /\$\{(env|secret|ssm):([^{}\s]{1,2048})\}/g;

// ${secrets:orders}
const LIKE_REFERENCE = /\$\{([A-Za-z]{1,16}):[^{}]{0,2048}\}/g;

const KINDS = ['env', 'secret', 'ssm'];

/** Keys that hold credentials, and keys whose values often do; below them `${env:…}` would land in a template on AWS. */
const SENSITIVE =
  /^(?:headers|auth|authorization|basic|bearer|credentials|user(?:name)?|pass(?:word|phrase)?|token|secret|clientsecret|apikey|routingkey|webhook|key|body|proxy|notifiers|deadman)$/i;

/** Whether what stands below this key must not be shown. */
export const isSensitive = (key: string): boolean => SENSITIVE.test(key);

/** What filling in environment variables needs to know. */
export interface EnvOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** On AWS a replaced variable is part of the template, for all to read. */
  readonly edge: Edge;
}

/** Replaces `${env:NAME}` everywhere; what is written stays known, for messages. */
export const replaceEnv = (
  root: SourceNode,
  options: EnvOptions,
): { readonly node: SourceNode; readonly problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const memo = new Map<SourceNode, SourceNode>();
  const walk = (node: SourceNode, sensitive: boolean): SourceNode => {
    const known = memo.get(node);
    if (known) return known;
    const replaced = replaceIn(node, sensitive);
    memo.set(node, replaced);
    return replaced;
  };
  const replaceIn = (node: SourceNode, sensitive: boolean): SourceNode => {
    if (node.kind === 'list') return { ...node, items: node.items.map((item) => walk(item, sensitive)) };
    if (node.kind === 'map') {
      const entry = ([key, each]: readonly [string, SourceEntry]): [string, SourceEntry] => [
        key,
        { ...each, node: walk(each.node, sensitive || isSensitive(key)) },
      ];
      return { ...node, entries: new Map([...node.entries].map(entry)) };
    }
    if (typeof node.value !== 'string' || !node.value.includes('${')) return node;
    const { text, faults } = fillEnv(node.value, sensitive, options);
    problems.push(...faults.map((fault) => problemAt(node.place, node.path, fault)));
    return { ...node, value: text, written: node.value };
  };
  return { node: walk(root, false), problems };
};

const fillEnv = (
  text: string,
  sensitive: boolean,
  { env, edge }: EnvOptions,
): { readonly text: string; readonly faults: readonly string[] } => {
  const faults = [...text.matchAll(LIKE_REFERENCE)].flatMap(([whole, kind = '']) => misspelt(whole, kind));
  const filled = text.replaceAll(REFERENCE, (whole, kind: string, name: string) => {
    if (kind !== 'env') return whole;
    if (edge === 'aws' && sensitive)
      faults.push(`${whole} would be readable in the template, use \${secret:NAME#key} or \${ssm:/path}`);
    const value = env[name];
    if (value === undefined) faults.push(`environment variable ${name} is not set`);
    return value ?? whole;
  });
  return { text: filled, faults };
};

/** Other words before a colon are left alone: a target may have a template language of its own. */
const misspelt = (whole: string, kind: string): readonly string[] => {
  if (KINDS.includes(kind)) return [];
  const near = suggest(kind, KINDS);
  return near === undefined ? [] : [`unknown reference ${whole}, did you mean \${${near}:…}?`];
};

/** A text for people: `***` in place of every reference that is filled in at run time. */
export const maskReferences = (text: string): string => text.replaceAll(REFERENCE, '***');

/** Whether a text holds something that is filled in at run time. */
export const hasReference = (text: string): boolean => text.search(REFERENCE) !== -1;

/** What a plain JSON value refers to, each once: `secret:orders/db#password`, `ssm:/orders/token`. */
export const referencesIn = (value: unknown): readonly string[] => {
  const found = JSON.stringify(value ?? null).matchAll(REFERENCE);
  return [...new Set([...found].map(([, kind, name]) => `${kind}:${name}`))].sort();
};

/** Fills in `${secret:…}` and `${ssm:…}` at run time; the result must stay in memory. */
export const fillReferences = async (
  text: string,
  resolve: (reference: string) => Promise<string>,
): Promise<string> => {
  const parts: string[] = [];
  let end = 0;
  for (const match of text.matchAll(REFERENCE)) {
    parts.push(text.slice(end, match.index), await resolve(`${match[1]}:${match[2]}`));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)].join('');
};

/** Fills in the references of every text in a plain JSON value, such as a notifier's settings. */
export const fillAll = async (
  value: unknown,
  resolve: (reference: string) => Promise<string>,
): Promise<unknown> => {
  if (typeof value === 'string') return fillReferences(value, resolve);
  if (Array.isArray(value)) return Promise.all(value.map((item) => fillAll(item, resolve)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(async ([key, each]) => [key, await fillAll(each, resolve)]);
  return Object.fromEntries(await Promise.all(entries));
};
