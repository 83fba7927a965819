/** How a merge field is written, by the names that whoever writes a message would use. */
const FILTERS = {
  plain: ['as it is', ''],
  day: ['as a day: Tue, Dec 1', ' | date: "%a, %b %-d"'],
  moment: ['as day and time: Tue, Dec 1, 14:30', ' | date: "%a, %b %-d, %H:%M"'],
  time: ['as a time: 14:30', ' | date: "%H:%M"'],
  dollars: ['as money: $1,200.00', ' | money: "USD"'],
  euros: ['as money: €1,200.00', ' | money: "EUR"'],
  pounds: ['as money: £1,200.00', ' | money: "GBP"'],
  rounded: ['as a whole number: 1200', ' | round'],
} as const;

export type Format = keyof typeof FILTERS;

export const FORMATS = Object.entries(FILTERS).map(([format, [words]]) => [format as Format, words] as const);

/** The field as the template has it. */
export const written = (field: string, format: Format): string => `{{ ${field}${FILTERS[format][1]} }}`;
