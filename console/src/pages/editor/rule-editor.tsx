import { Plus, Trash2 } from 'lucide-react';
import { Button } from '../../parts/button';
import { CheckField, SelectField, TextArea, TextField } from '../../parts/field';
import { OPERATOR_WORDS, takesNoValue } from '../../words/rules';
import type { Comparison, Operator, Rule } from '../../words/rules';
import { FIELDS_LIST } from './editor-context';
import type { FieldErrors } from './editing';
import { KINDS, kindOf, listOf, rulesIn, textOf, valueFrom, withKind, withOperator, withRules } from './rules';
import type { Kind } from './rules';
import styles from './rules.module.css';

interface RuleProps {
  readonly rule: Rule;
  readonly onChange: (next: Rule) => void;
  /** As the API names it: `if.all[1]`. */
  readonly path: string;
  readonly errors: FieldErrors;
  readonly onRemove?: (() => void) | undefined;
  readonly depth?: number;
}

const MAX_DEPTH = 10;
const NEW: Comparison = { field: '', op: 'eq', value: '' };

/** A rule in words: comparisons, and groups of which all, any or none hold. */
export function RuleEditor({ rule, onChange, path, errors, onRemove, depth = 1 }: RuleProps) {
  if ('field' in rule)
    return (
      <ComparisonEditor rule={rule} onChange={onChange} path={path} errors={errors} onRemove={onRemove} depth={depth} />
    );
  const rules = rulesIn(rule);
  const kind = kindOf(rule);
  const inner = (index: number): string => (kind === 'not' ? `${path}.not` : `${path}.${kind}[${index}]`);
  const wrong = errors[path] ?? errors[`${path}.${kind}`];
  return (
    <fieldset className={styles.group}>
      <legend className="unseen">Group of conditions</legend>
      <div className={styles.groupHead}>
        <SelectField
          label="Holds when"
          unseenLabel
          name={path}
          value={kind}
          options={KINDS}
          error={wrong}
          onChange={({ target }) => {
            onChange(withKind(rule, target.value as Kind));
          }}
        />
        {onRemove === undefined ? null : <RemoveButton what="group" onRemove={onRemove} />}
      </div>
      <ul className={styles.rules}>
        {rules.map((one, index) => (
          <li key={index}>
            <RuleEditor
              rule={one}
              path={inner(index)}
              errors={errors}
              depth={depth + 1}
              onChange={(next) => {
                onChange(withRules(rule, rules.with(index, next)));
              }}
              onRemove={
                kind === 'not'
                  ? undefined
                  : () => {
                      onChange(withRules(rule, rules.toSpliced(index, 1)));
                    }
              }
            />
          </li>
        ))}
      </ul>
      {kind === 'not' ? null : (
        <div className={styles.adds}>
          <Button
            kind="quiet"
            icon={<Plus aria-hidden />}
            onClick={() => {
              onChange(withRules(rule, [...rules, NEW]));
            }}
          >
            Condition
          </Button>
          {depth >= MAX_DEPTH ? null : (
            <Button
              kind="quiet"
              icon={<Plus aria-hidden />}
              onClick={() => {
                onChange(withRules(rule, [...rules, { all: [NEW] }]));
              }}
            >
              Group
            </Button>
          )}
        </div>
      )}
    </fieldset>
  );
}

interface ComparisonProps extends Pick<RuleProps, 'onChange' | 'path' | 'errors' | 'onRemove'> {
  readonly rule: Comparison;
  readonly depth: number;
}

/** Whether case makes a difference: texts have one. */
const ignoresCase = ({ op, value, ignoreCase }: Comparison): boolean =>
  ignoreCase === true ||
  (!takesNoValue(op) && op !== 'before' && op !== 'after' && (typeof value === 'string' || Array.isArray(value)));

function ComparisonEditor({ rule, onChange, path, errors, onRemove, depth }: ComparisonProps) {
  return (
    <div className={styles.comparison}>
      <TextField
        label="Field"
        unseenLabel
        name={`${path}.field`}
        list={FIELDS_LIST}
        placeholder="data.estimate.total"
        autoComplete="off"
        spellCheck={false}
        error={errors[`${path}.field`] ?? errors[path]}
        value={rule.field}
        onChange={({ target }) => {
          onChange({ ...rule, field: target.value });
        }}
      />
      <SelectField
        label="Comparison"
        unseenLabel
        name={`${path}.op`}
        value={rule.op}
        options={OPERATOR_WORDS}
        error={errors[`${path}.op`]}
        onChange={({ target }) => {
          onChange(withOperator(rule, target.value as Operator));
        }}
      />
      <ValueField rule={rule} onChange={onChange} path={path} errors={errors} />
      {onRemove === undefined ? null : <RemoveButton what="condition" onRemove={onRemove} />}
      {onRemove === undefined && depth < MAX_DEPTH ? (
        <div className={styles.another}>
          <Button
            kind="quiet"
            icon={<Plus aria-hidden />}
            onClick={() => {
              onChange({ all: [rule, NEW] });
            }}
          >
            Condition
          </Button>
        </div>
      ) : null}
      {ignoresCase(rule) ? (
        <div className={styles.ignore}>
          <CheckField
            label="Upper and lower case are the same"
            name={`${path}.ignoreCase`}
            checked={rule.ignoreCase === true}
            onChange={({ target }) => {
              const { ignoreCase: _, ...rest } = rule;
              onChange(target.checked ? { ...rest, ignoreCase: true } : rest);
            }}
          />
        </div>
      ) : null}
    </div>
  );
}

function ValueField({ rule, onChange, path, errors }: Omit<ComparisonProps, 'onRemove' | 'depth'>) {
  if (takesNoValue(rule.op)) return <span />;
  const shared = { name: `${path}.value`, unseenLabel: true, error: errors[`${path}.value`], spellCheck: false };
  if (rule.op === 'in' || rule.op === 'not_in')
    return (
      <TextArea
        {...shared}
        label="Values, one a line"
        placeholder="One a line"
        value={listOf(rule.value).map(textOf).join('\n')}
        onChange={({ target }) => {
          onChange({ ...rule, value: target.value.split('\n').map(valueFrom) });
        }}
      />
    );
  const isTime = rule.op === 'before' || rule.op === 'after';
  return (
    <TextField
      {...shared}
      label="Value"
      placeholder={isTime ? '2026-12-24 or 2026-12-24T09:00:00Z' : 'Value'}
      value={textOf(rule.value)}
      onChange={({ target }) => {
        onChange({ ...rule, value: isTime ? target.value : valueFrom(target.value) });
      }}
    />
  );
}

const RemoveButton = ({ what, onRemove }: { readonly what: string; readonly onRemove: () => void }) => (
  <Button kind="quiet" icon={<Trash2 aria-hidden />} aria-label={`Remove ${what}`} onClick={onRemove} />
);
