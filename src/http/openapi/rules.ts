import { MAX_RULES } from '../../domain/rules/check-rule';
import { FIELD } from '../../domain/rules/field-path';
import { OPERATORS } from '../../domain/rules/rule';
import type { Comparison } from '../../domain/rules/rule';
import type { ComparisonResult } from '../../domain/rules/evaluate-rule';
import { OPERATIONS, inWords } from './sentences';
import { bounded } from '../../kernel/json-schema';
import { closed, flag, json, listOf, name, object, only, ref, text, words } from './schema';
import type { Schema } from './schema';

export const path: Schema = bounded(
  { ...text, description: 'into contact or data', examples: ['data.estimate.total'] },
  FIELD,
);

const op = words(...OPERATORS);
const rules = listOf(ref('Rule'), { minItems: 1, maxItems: MAX_RULES });

const ignoreCase: Schema = { ...only(true), description: 'texts are compared without regard to case' };

const comparison = name(
  'Comparison',
  closed(
    object<Comparison>({ field: path, op: { ...op, description: inWords(OPERATIONS) } }, { value: json, ignoreCase }),
  ),
);

/** A condition over the contact and the data of a run. */
export const rule = name('Rule', {
  oneOf: [
    comparison,
    closed(object<{ all: unknown }>({ all: rules })),
    closed(object<{ any: unknown }>({ any: rules })),
    closed(object<{ not: unknown }>({ not: ref('Rule') })),
  ],
});

export const comparisonResult = name(
  'ComparisonResult',
  object<ComparisonResult>({ field: text, op, value: json, actual: json, passed: flag }, { ignoreCase }),
);
