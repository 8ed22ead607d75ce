import type { Finding, FindingLevel } from '../../core/doctor/finding.ts';
import { forTerminal } from '../../core/notify/escape.ts';
import type { Paint } from './paint.ts';

const MARKS: Readonly<Record<FindingLevel, string>> = { good: '✓', advice: '◐', fault: '✗', unseen: '?' };

const AREA_WIDTH = 12;

/** One line per finding, its area once, and what to do below it; the sum last. */
export const renderFindings = (
  findings: readonly Finding[],
  title: string,
  paint: Paint,
): readonly string[] => [
  paint.faint(title),
  '',
  ...findings.flatMap((finding, index) => {
    const before = findings[index - 1];
    const isOther = before?.construct !== finding.construct;
    const isNew = isOther || before?.area !== finding.area;
    const heading =
      isOther && finding.construct !== undefined ? headingOf(finding.construct, index, paint) : [];
    return [...heading, ...lines(finding, isNew ? finding.area : '', paint)];
  }),
  '',
  summary(findings, paint),
];

const headingOf = (construct: string, index: number, paint: Paint): readonly string[] => [
  ...(index > 0 ? [''] : []),
  paint.strong(`construct ${forTerminal(construct)}`),
];

const lines = ({ level, text, fix }: Finding, area: string, paint: Paint): readonly string[] => [
  `  ${paintOf(level, paint)(MARKS[level])} ${paint.strong(area.padEnd(AREA_WIDTH))}${forTerminal(text)}`,
  ...(fix === undefined ? [] : [`    ${' '.repeat(AREA_WIDTH)}${paint.accent(`→ ${forTerminal(fix)}`)}`]),
];

const paintOf = (level: FindingLevel, paint: Paint): ((text: string) => string) => {
  switch (level) {
    case 'good':
      return paint.good;
    case 'fault':
      return paint.bad;
    case 'advice':
    case 'unseen':
      return paint.warn;
  }
};

const summary = (findings: readonly Finding[], paint: Paint): string => {
  const count = (level: FindingLevel): number => findings.filter((each) => each.level === level).length;
  const [faults, advice, unseen, good] = [count('fault'), count('advice'), count('unseen'), count('good')];
  const parts = [
    faults === 0 ? paint.good('no faults') : paint.bad(`${faults} fault${faults === 1 ? '' : 's'}`),
    ...(advice > 0 ? [paint.warn(`${advice} to improve`)] : []),
    ...(unseen > 0 ? [paint.warn(`${unseen} not seen`)] : []),
    `${good} good`,
  ];
  return parts.join(', ');
};
