/**
 * How what is said is put together from the site's words. The words themselves stand in `docs/words/`, one file for each
 * language; where a script says `WORDS.buttons.run`, the build writes the word of the site's language in its place.
 */

/**
 * What the braces of a text stand for.
 * @typedef {Record<string, string|number>} Values
 *
 * One text in the forms that go with a number.
 * @typedef {{other: string} & Partial<Record<Intl.LDMLPluralRule, string>>} Forms
 */

/**
 * A text with what its braces stand for.
 * @param {string} text @param {Values} values
 */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/**
 * The form of a text that goes with a number, which its `{count}` stands for.
 * @param {Forms} forms @param {number} count @param {Values} [values]
 */
export function counted(forms, count, values = {}) {
  const form = forms[new Intl.PluralRules(WORDS.language).select(count)] ?? forms.other;
  return fill(form, { count: whole(count), ...values });
}

/** A number without decimals, as readers write it. @param {number} count */
export const whole = (count) => count.toLocaleString(WORDS.language);

/** A number with so many decimals. @param {number} value @param {number} digits */
export const decimal = (value, digits) =>
  value.toLocaleString(WORDS.language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
