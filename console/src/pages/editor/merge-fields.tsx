import { Menu } from '@base-ui/react/menu';
import { Braces } from 'lucide-react';
import { useState } from 'react';
import type { RefObject } from 'react';
import { Button } from '../../parts/button';
import { SelectField } from '../../parts/field';
import menu from '../../parts/menu.module.css';
import { fieldInWords } from '../../words/rules';
import { useEditor } from './editor-context';
import { FORMATS, written } from './formats';
import type { Format } from './formats';
import { SERVICE_FIELDS } from './service-fields';
import styles from './editor.module.css';

interface MergeFieldsProps {
  /** What it is inserted into. */
  readonly into: RefObject<HTMLInputElement | HTMLTextAreaElement | null>;
  /** Where the cursor was when the field was left; null: it never was in it. */
  readonly cursor: RefObject<readonly [from: number, to: number] | null>;
  readonly onChange: (text: string) => void;
  /** "text", "subject". */
  readonly what: string;
  /** Beside those that every text may name. */
  readonly more: readonly string[];
}

/** Offers the fields of the contact, of recent events and of the service by name. */
export function MergeFields({ into, cursor, onChange, what, more }: MergeFieldsProps) {
  const { fields } = useEditor();
  const [format, setFormat] = useState<Format>('plain');
  const insert = (field: string): void => {
    const control = into.current;
    if (control === null) return;
    const { value } = control;
    const [from, to] = cursor.current ?? [value.length, value.length];
    const text = written(field, format);
    onChange(value.slice(0, from) + text + value.slice(to));
    requestAnimationFrame(() => {
      control.focus();
      control.setSelectionRange(from + text.length, from + text.length);
    });
  };
  return (
    <div className={styles.insert}>
      <Menu.Root>
        <Menu.Trigger
          render={
            <Button kind="quiet" icon={<Braces aria-hidden />} aria-label={`Insert field into the ${what}`}>
              Insert field
            </Button>
          }
        />
        <Menu.Portal>
          <Menu.Positioner sideOffset={4} align="start" className={menu.positioner}>
            <Menu.Popup className={menu.menu} finalFocus={into}>
              {[...fields, ...SERVICE_FIELDS, ...more].map((field) => (
                <Menu.Item
                  key={field}
                  className={menu.item}
                  label={fieldInWords(field)}
                  onClick={() => {
                    insert(field);
                  }}
                >
                  {fieldInWords(field)}
                  <code>{field}</code>
                </Menu.Item>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <SelectField
        label={`How the field is written in the ${what}`}
        unseenLabel
        value={format}
        options={FORMATS}
        onChange={({ target }) => {
          setFormat(target.value as Format);
        }}
      />
    </div>
  );
}
