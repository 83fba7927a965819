import { Menu } from '@base-ui/react/menu';
import { Braces } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '../../parts/button';
import { fieldInWords } from '../../words/rules';
import { useEditor } from './editor-context';
import styles from './merge-fields.module.css';

interface MergeFieldsProps {
  /** What it is inserted into, where its cursor is. */
  readonly into: RefObject<HTMLInputElement | HTMLTextAreaElement | null>;
  readonly onChange: (text: string) => void;
  /** "text", "subject". */
  readonly what: string;
}

/** Offers the fields of the contact and of recent events by name. */
export function MergeFields({ into, onChange, what }: MergeFieldsProps) {
  const { fields } = useEditor();
  const insert = (field: string): void => {
    const control = into.current;
    if (control === null) return;
    const { selectionStart, selectionEnd, value } = control;
    const [from, to] = [selectionStart ?? value.length, selectionEnd ?? value.length];
    const written = `{{ ${field} }}`;
    onChange(value.slice(0, from) + written + value.slice(to));
    requestAnimationFrame(() => {
      control.focus();
      control.setSelectionRange(from + written.length, from + written.length);
    });
  };
  return (
    <Menu.Root>
      <Menu.Trigger
        render={
          <Button kind="quiet" icon={<Braces aria-hidden />} aria-label={`Insert a field into the ${what}`}>
            Insert field
          </Button>
        }
      />
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="start" className={styles.positioner}>
          <Menu.Popup className={styles.menu} finalFocus={into}>
            {fields.map((field) => (
              <Menu.Item
                key={field}
                className={styles.item}
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
  );
}
