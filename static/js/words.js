// What the scripts say, in the language of the page. The sentences are written in English where they are used; the page
// brings their translations along. A name in braces stands for a value.
const language = document.documentElement.lang || "en";
const catalogue = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const plurals = new Intl.PluralRules(language);

const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);

export const gettext = (sentence, values = {}) => filled(catalogue[sentence] ?? sentence, values);

export function ngettext(one, many, count) {
  const sentence = catalogue[one]?.[plurals.select(count)] ?? (count === 1 ? one : many);
  return filled(sentence, { count });
}

// With the same digits as everything else on the page.
export const number = (value, digits = 0) =>
  value.toLocaleString(`${language}-u-nu-latn`, { minimumFractionDigits: digits, maximumFractionDigits: digits });
