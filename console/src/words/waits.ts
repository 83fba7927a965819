import { durationInWords } from './durations';
import { fieldInWords } from './rules';

/**
 * What a wait follows from, as one would say it: "2 days" of `P2D in Europe/Madrid`, "1 day before appointment starts at" of
 * `-P1D from data.appointment.startsAt in …`. Its zone is told by itself.
 */
export function waitRuleInWords(rule: string): string {
  const text = rule.replace(/ in \S+$/, '');
  const [, length, field] = /^(\S+) from (\S+)$/.exec(text) ?? [];
  if (length !== undefined && field !== undefined)
    return `${durationInWords(length)} ${length.startsWith('-') ? 'before' : 'after'} ${fieldInWords(field)}`;
  if (text.startsWith('until ')) return `until ${fieldInWords(text.slice('until '.length))}`;
  return durationInWords(text);
}
