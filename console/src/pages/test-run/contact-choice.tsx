import { useDeferredValue, useState } from 'react';
import { answered, api } from '../../api/client';
import { Button } from '../../parts/button';
import { TextField } from '../../parts/field';
import { tellProblem } from '../../parts/toasts';
import { useContacts } from '../contacts/queries';
import type { JsonObject, TestCase } from './test-case';
import styles from './test-run.module.css';

interface ContactChoiceProps {
  readonly chosen: TestCase['chosen'];
  readonly onChoose: (contact: JsonObject) => void;
}

const SHOWN = 5;

/** Fills the form with what is known of a contact. */
export function ContactChoice({ chosen, onChoose }: ContactChoiceProps) {
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const found = useContacts(search);
  const [asked, setAsked] = useState<string | null>(null);
  const choose = async (id: string): Promise<void> => {
    setAsked(id);
    try {
      const detail = await answered(api.GET('/api/automations/contacts/{id}', { params: { path: { id } } }));
      onChoose({ ...detail.contact });
      setText('');
    } catch (error) {
      tellProblem(error);
    } finally {
      setAsked(null);
    }
  };
  const people = text.trim() === '' ? [] : (found.data?.pages[0]?.items.slice(0, SHOWN) ?? []);
  return (
    <div className={styles.choice}>
      <TextField
        label="Use a contact’s data"
        type="search"
        autoComplete="off"
        placeholder="Name, phone, email or id"
        hint={chosen === null ? undefined : `Filled in with ${nameOf(chosen)}.`}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
        }}
      />
      {people.length > 0 ? (
        <ul className={styles.people}>
          {people.map(({ contact: { id, name, phone, email } }) => (
            <li key={id}>
              <Button kind="quiet" busy={asked === id} onClick={() => void choose(id)}>
                {name ?? id}
                <span className="soft small">{phone ?? email ?? id}</span>
              </Button>
            </li>
          ))}
        </ul>
      ) : text.trim() !== '' && found.data !== undefined && !found.isFetching ? (
        <p className="soft small" role="status">
          Nobody is found by that.
        </p>
      ) : null}
    </div>
  );
}

const nameOf = ({ name, id }: JsonObject): string => (typeof name === 'string' ? name : String(id));
