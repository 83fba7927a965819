import { isAbsent } from '../absent';
import type { Json } from '../../kernel/message';
import type { Filter } from './filter-costs';
import { amountOf } from './numbers';

const DEFAULT_LOCALE = 'en-US';
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** Formats that were asked for and kept: making one takes a thousand times longer than using it. */
const formats = new Map<string, Intl.NumberFormat>();
const MAX_FORMATS = 500;

/**
 * `{{ data.total | money: "EUR" }}`: an amount as the locale of the contact writes it, else as `en-US` does. What is
 * absent stays so; spaces are plain ones, since others would make a message of another alphabet out of an SMS.
 * @throws Error for what is no amount or no currency
 */
export const moneyFilter: Filter = function (amount, currency) {
  if (isAbsent(amount as Json)) return undefined;
  const code = typeof currency === 'string' ? currency.trim().toUpperCase() : '';
  if (!CURRENCIES.has(code)) throw new Error('money needs the code of a currency: money: "USD"');
  const exact = amountOf(amount);
  if (exact === null) throw new Error('money needs an amount: a number, or a text that is one in decimal form');
  return formatOf(localeOf(this.context.rendering.locale), code)
    .format(exact)
    .replace(/\p{Zs}/gu, ' ');
};

function localeOf(locale: Json | undefined): string {
  if (typeof locale !== 'string' || locale.length > 35) return DEFAULT_LOCALE;
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale.trim().replaceAll('_', '-'))[0] ?? DEFAULT_LOCALE;
  } catch {
    return DEFAULT_LOCALE; // it is no name of a locale
  }
}

function formatOf(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, { style: 'currency', currency });
  if (formats.size < MAX_FORMATS) formats.set(key, made);
  return made;
}
