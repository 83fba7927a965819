import type { TextCheck } from '../../kernel/input';
import type { Schema } from '../../kernel/json-schema';
import { checkTemplate } from '../templates/check-template';

/** A field whose text is a template, of so many characters. */
export const template = (max: number, min = 1): TextCheck => ({ min, max, test: checkTemplate });

/** Whom a message goes to; by default its contact. */
export const RECIPIENT = template(1_000);

export const TEMPLATE: Schema = { type: 'string', description: 'Liquid over contact, data, account and run' };
export const TEXT: Schema = { type: 'string' };
export const VIA: Schema = {
  type: 'string',
  description: '`outbox`: it went where effects go when no provider is configured',
};
