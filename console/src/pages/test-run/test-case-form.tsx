import type { ReactNode } from 'react';
import { TextArea, TextField } from '../../parts/field';
import { fieldInWords } from '../../words/rules';
import { capital } from '../../words/sentence';
import { ContactChoice } from './contact-choice';
import type { TestCase } from './test-case';
import { valuesOf } from './test-case';
import styles from './test-run.module.css';

interface TestCaseFormProps {
  readonly value: TestCase;
  readonly onChange: (next: TestCase) => void;
  /** The fields that the workflow looks at. */
  readonly fields: readonly string[];
  /** What is wrong with what was added as JSON. */
  readonly wrongMore: string | null;
  /** What stands between whom it is about and the fields. */
  readonly children?: ReactNode;
}

/** Whom and what it is tried with: a field for each that the workflow looks at, and JSON for the rest. */
export function TestCaseForm({ value, onChange, fields, wrongMore, children }: TestCaseFormProps) {
  return (
    <div className={styles.form}>
      <ContactChoice
        chosen={value.chosen}
        onChoose={(chosen) => {
          onChange({ ...value, chosen, values: { ...value.values, ...valuesOf(chosen, fields) } });
        }}
      />
      {children}
      <div className={styles.fields}>
        {fields.map((field) => (
          <TextField
            key={field}
            label={capital(fieldInWords(field))}
            hint={<code>{field}</code>}
            value={value.values[field] ?? ''}
            onChange={({ target }) => {
              onChange({ ...value, values: { ...value.values, [field]: target.value } });
            }}
          />
        ))}
      </div>
      <details open={wrongMore !== null || (value.carried !== undefined && value.more !== '') || undefined}>
        <summary>More data, as JSON</summary>
        <TextArea
          label="More data, as JSON"
          unseenLabel
          className={styles.code}
          placeholder={'{"data": {"items": [{"name": "Boiler"}]}}'}
          spellCheck={false}
          error={wrongMore}
          value={value.more}
          onChange={({ target }) => {
            onChange({ ...value, more: target.value });
          }}
        />
      </details>
    </div>
  );
}
