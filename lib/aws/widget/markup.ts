import { forHtml } from '../../core/notify/escape.ts';

/** A piece of HTML in which everything from outside is escaped already. */
export interface Markup {
  readonly html: string;
}

type Value = string | number | Markup | readonly Markup[] | undefined;

/** HTML of a template; whatever is put into it is escaped, unless it is made by this function itself. */
export const markup = (parts: TemplateStringsArray, ...values: readonly Value[]): Markup => ({
  html: parts.map((part, index) => part + textOf(values[index])).join(''),
});

/** Nothing. */
export const NO_MARKUP: Markup = { html: '' };

const textOf = (value: Value): string => {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return forHtml(String(value));
  return 'html' in value ? value.html : value.map(({ html }) => html).join('');
};

/** A link, where the address is one that a browser should follow; else the text alone. */
export const link = (url: string, text: string): Markup =>
  /^https?:\/\/[^\s"'<>]+$/i.test(url)
    ? markup`<a href="${url}" target="_blank" rel="noopener noreferrer">${text}</a>`
    : markup`${text}`;
