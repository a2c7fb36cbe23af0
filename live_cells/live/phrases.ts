/**
 * How what is said is put together from the site's words. The words themselves stand in `live_cells/words/`, one file for each
 * language; where a script says `WORDS.buttons.run`, the build writes the word of the site's language in its place.
 */

/** What the braces of a text stand for. */
type Values = Record<string, string | number>;

/** One text in the forms that go with a number. */
export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** A text with what its braces stand for. */
export const fill = (text: string, values: Values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** The form of a text that goes with a number, which its `{count}` stands for. */
export function counted(forms: Forms, count: number, values: Values = {}) {
  const form = forms[new Intl.PluralRules(WORDS.language).select(count)] ?? forms.other;
  return fill(form, { count: whole(count), ...values });
}

/** A number without decimals, as readers write it. */
export const whole = (count: number) => count.toLocaleString(WORDS.language);

/** A number with so many decimals. */
export const decimal = (value: number, digits: number) =>
  value.toLocaleString(WORDS.language, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A number as a percentage. */
export const percentOf = (value: number | string) => fill(WORDS.percent, { value });

/** What an error says. */
export const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
