import { TextArea } from '../../parts/field';
import { Card } from '../../parts/page';
import type { Action, Editing } from './editing';
import styles from './editor.module.css';

interface JsonViewProps extends Pick<Editing, 'json' | 'history'> {
  readonly dispatch: (action: Action) => void;
}

/** The definition as the API has it. What is broken stays as it was typed, and changes nothing. */
export function JsonView({ json, history, dispatch }: JsonViewProps) {
  return (
    <Card>
      <TextArea
        label="Definition, as JSON"
        name="json"
        className={styles.json}
        spellCheck={false}
        error={json === null || json.wrong === null ? null : `Not taken over yet: ${json.wrong}`}
        value={json?.text ?? JSON.stringify(history.present, null, 2)}
        onChange={({ target }) => {
          dispatch({ type: 'json', text: target.value });
        }}
      />
    </Card>
  );
}
