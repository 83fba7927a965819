import { filters as liquidFilters, toValue } from 'liquidjs';
import type { Liquid } from 'liquidjs';
import { isAbsent } from '../absent';
import type { Json } from '../../kernel/message';
import { dateFilter } from './date-filter';
import { costOf, useMade } from './filter-costs';
import type { Filter } from './filter-costs';
import { map, ofItems, size, slice, sort, sortNatural, sum } from './list-filters';
import { MissingData } from './missing-data';
import { moneyFilter } from './money-filter';
import { OF_NUMBERS, ofNumbers, wholeNumberOf } from './numbers';
import { textOf } from './render-context';
import { toText } from './to-text';
import { Put, Written } from './written';
import type { Writing } from './written';

const liquid = liquidFilters as unknown as Readonly<Record<string, Filter>>;

/** They tell the machine's time or draw lots. */
const NOT_PURE = new Set([
  'date_to_xmlschema',
  'date_to_rfc822',
  'date_to_string',
  'date_to_long_string',
  'sample',
  'shuffle',
]);

/** Take texts, and what can be shown as one. */
const OF_TEXTS = new Set([
  ...['append', 'prepend', 'upcase', 'downcase', 'capitalize', 'strip', 'lstrip', 'rstrip', 'strip_newlines', 'squish'],
  ...['remove', 'remove_first', 'remove_last', 'replace', 'replace_first', 'replace_last', 'split', 'truncate'],
  ...['truncatewords', 'normalize_whitespace', 'number_of_words', 'escape', 'xml_escape', 'unescape', 'escape_once'],
  ...['newline_to_br', 'strip_html', 'url_encode', 'url_decode', 'cgi_escape', 'uri_escape', 'slugify', 'raw'],
  ...['base64_encode', 'base64_decode', 'sha256', 'hmac_sha256', 'money'],
]);
/** Write a list as a text. */
const OF_LISTS_OF_TEXTS = new Set(['join', 'array_to_sentence_string']);
/** Take a list, or a text for its characters. */
const OF_ITEMS = new Set(['first', 'last']);
/** How many of their arguments count items or characters. */
const COUNTS: Readonly<Record<string, number>> = { truncate: 1, truncatewords: 1, slice: 2 };

/** Change white space alone, so that what is written stays so. */
const OF_SPACE = new Set(['strip', 'lstrip', 'rstrip', 'squish', 'strip_newlines', 'normalize_whitespace']);

/** Their argument is a condition on an item, which may well ask for what is absent. */
const LOOKS_BY_CONDITION = /_exp$/;

/** LiquidJS's own filters, counted, and those that are ours. */
export function registerFilters(engine: Liquid, writing: Writing): void {
  const filters = engine.filters as unknown as Record<string, Filter>;
  for (const name of NOT_PURE) Reflect.deleteProperty(filters, name);
  const ours: Readonly<Record<string, Filter>> = {
    date: dateFilter,
    money: moneyFilter,
    sort,
    sort_natural: sortNatural,
    map,
    sum,
    size,
    json: indented(liquid['json']),
    jsonify: indented(liquid['json']),
    inspect: indented(liquid['inspect']),
    raw: (value) => toText(value),
  };
  for (const name of new Set([...Object.keys(filters), ...Object.keys(ours)])) {
    const filter = ours[name] ?? liquid[name];
    if (filter !== undefined) filters[name] = counted(name, taking(name, filter), writing);
  }
  Object.assign(filters, { ...keepers(writing), required, default: orElse });
}

/** The last filter of every output. */
export const putBy =
  ({ write }: Writing) =>
  (value: unknown): Put => {
    if (value instanceof Written) return new Put(value.text, value.written);
    const text = toText(value);
    return new Put(text, write(text));
  };

function counted(name: string, filter: Filter, writing: Writing): Filter {
  return function* (given, ...givenArgs) {
    const value = textOf(given);
    const args = givenArgs.map(textOf);
    const { work } = this.context.rendering;
    costOf(work, name, value, args);
    const asks = LOOKS_BY_CONDITION.test(name);
    if (asks) this.context.conditions++;
    const made: unknown = yield filter.call(this, value, ...args);
    if (asks) this.context.conditions--;
    useMade(work, made);
    return writing.written.has(name) && typeof made === 'string' ? new Written(made, made) : made;
  };
}

/** A filter that is given only what it takes: nothing that is there is taken for something else, or for nothing. */
function taking(name: string, filter: Filter): Filter {
  if (OF_NUMBERS.has(name)) return ofNumbers(name, filter);
  if (OF_ITEMS.has(name)) return ofItems(name, filter);
  if (name === 'slice') return slice(countsOf(name, filter));
  if (OF_TEXTS.has(name)) return ofTexts(countsOf(name, filter));
  return OF_LISTS_OF_TEXTS.has(name) ? ofListsOfTexts(filter) : filter;
}

const ofTexts = (filter: Filter): Filter =>
  function (value, ...args) {
    return filter.call(this, toText(value), ...args.map(textUnlessNumber));
  };

const ofListsOfTexts = (filter: Filter): Filter =>
  function (value, ...args) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return filter.call(this, items.map(toText), ...args.map(textUnlessNumber));
  };

const countsOf = (name: string, filter: Filter): Filter =>
  function (value, ...args) {
    const counts = args.slice(0, COUNTS[name] ?? 0).map((arg) => wholeNumberOf(name, arg));
    return filter.call(this, value, ...counts, ...args.slice(counts.length));
  };

/** A number counts, a word that is left out is none. */
const textUnlessNumber = (arg: unknown): unknown => (typeof arg === 'number' || arg === undefined ? arg : toText(arg));

/** Those to which it matters that a text is written already. */
function keepers({ write, written }: Writing): Record<string, Filter> {
  const writtenOf = (value: unknown): Written =>
    value instanceof Written ? value : new Written(toText(value), write(toText(value)));
  const joined = (first: unknown, second: unknown): unknown => {
    if (!(first instanceof Written || second instanceof Written)) return toText(first) + toText(second);
    const [a, b] = [writtenOf(first), writtenOf(second)];
    return new Written(a.text + b.text, a.written + b.written);
  };
  const keepers: Record<string, Filter> = {
    append: (value, ...[more]) => joined(value, more),
    prepend: (value, ...[more]) => joined(more, value),
  };
  const both = (filter: Filter, always: boolean): Filter =>
    function (value, ...args) {
      if (args.length > 0 || !(always || value instanceof Written)) return filter.call(this, textOf(value), ...args);
      const { text, written } = writtenOf(value);
      return new Written(String(filter.call(this, text)), String(filter.call(this, written)));
    };
  for (const name of OF_SPACE) keepers[name] = both(ofTexts(liquid[name] as Filter), false);
  if (written.has('escape')) keepers['newline_to_br'] = both(liquid['newline_to_br'] as Filter, true);
  return Object.fromEntries(Object.entries(keepers).map(([name, keeper]) => [name, countedKeeper(name, keeper)]));
}

const countedKeeper = (name: string, keeper: Filter): Filter =>
  function (value, ...args) {
    const { work } = this.context.rendering;
    costOf(work, name, textOf(value), args.map(textOf));
    const made = keeper.call(this, value, ...args);
    useMade(work, made);
    return made;
  };

/** @throws MissingData when the value is absent */
function required(value: unknown): unknown {
  if (isAbsent(textOf(toValue(value)) as Json)) throw new MissingData('a value that the template requires is absent');
  return value;
}

/** Liquid's own, by the one rule for what is absent. */
function orElse(value: unknown, instead: unknown, ...options: readonly unknown[]): unknown {
  const told = toValue(value) as Json;
  if (told === false) return options.some(isAllowFalse) ? false : instead;
  return isAbsent(told) || (Array.isArray(told) && told.length === 0) ? instead : value;
}

const isAllowFalse = (option: unknown): boolean =>
  Array.isArray(option) && option[0] === 'allow_false' && option[1] === true;

/** Of a value that is deep, the white space before its lines is most of its text. */
const MAX_INDENT = 2;

const indented = (filter: Filter | undefined): Filter =>
  function (value, indent) {
    return filter?.call(this, value, Math.min(MAX_INDENT, Number(indent ?? 0)));
  };
