/** The kinds of value that config keys are made of; check types and notifiers use them too. */
import * as v from 'valibot';

/** A whole number within limits. */
export const wholeNumber = (min: number, max: number) => {
  const expected = `expected a whole number from ${min} to ${max}`;
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(min, expected),
    v.maxValue(max, expected),
  );
};

/** A text that is not empty. */
export const text = (expected = 'expected a text') =>
  v.pipe(v.string(expected), v.nonEmpty(`${expected} that is not empty`));

/** What is filled in later (`${secret:…}`) cannot be checked now. */
const isHttpUrl = (value: string): boolean =>
  value.includes('${') || ['http:', 'https:'].includes(URL.parse(value)?.protocol ?? '');

/** An http or https address. */
export const httpUrl = () =>
  v.pipe(v.string('expected an http(s) URL'), v.check(isHttpUrl, 'expected an http(s) URL'));

const NAME_EXPECTED = 'expected a name of at most 128 letters, digits, spaces or . _ : / -';

/** Names appear in metric dimensions, which are ASCII, and in ids of incidents. */
export const name = () => v.pipe(v.string('expected a name'), v.regex(/^\w[\w.:/ -]{0,127}$/, NAME_EXPECTED));

/** Names with texts, such as headers and tags. */
export const texts = (expected = 'expected a map of texts') =>
  v.record(v.string(), v.string('expected a text'), expected);

/** A key with its description, for the reference and the schema. */
export const described = <Schema extends v.GenericSchema>(schema: Schema, description: string) =>
  v.pipe(schema, v.description(description));
