import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { User, Workflow } from 'lucide-react';
import type { RefObject } from 'react';
import { useLocation } from 'wouter';
import { asProblem } from '../api/problem';
import { useContacts } from '../pages/contacts/queries';
import { useAutomations } from '../pages/automations/queries';
import { toldOf } from '../words/problems';
import dialog from '../parts/dialog.module.css';
import styles from './search-dialog.module.css';

interface Found {
  readonly to: string;
  readonly name: string;
  readonly about: string;
  readonly isContact: boolean;
}

const MOST_CONTACTS = 20;
const MOST_AUTOMATIONS = 5;

interface SearchDialogProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** What has the focus again once it is closed. */
  readonly opener: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

/** Contacts first, then automations: Enter opens the first of them. */
export function SearchDialog({ text, onText, opener, onClose }: SearchDialogProps) {
  const [, go] = useLocation();
  const { found, told } = useFound(text.trim());
  const open = ({ to }: Found): void => {
    onClose();
    go(to);
  };
  return (
    <Dialog.Root
      open
      onOpenChange={(opened) => {
        if (!opened) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Popup className={styles.popup} aria-label="Find a contact" finalFocus={opener}>
          <Autocomplete.Root
            inline
            open
            mode="none"
            autoHighlight="always"
            items={found}
            itemToStringValue={({ name }: Found) => name}
            value={text}
            onValueChange={(value, { reason }) => {
              if (reason !== 'item-press') onText(value);
            }}
          >
            <Autocomplete.Input
              autoFocus
              className={styles.input}
              placeholder="Name, phone, email or id"
              aria-label="Find a contact"
            />
            <Autocomplete.List className={styles.list}>
              {(item: Found) => (
                <Autocomplete.Item
                  key={item.to}
                  value={item}
                  className={styles.item}
                  onClick={() => {
                    open(item);
                  }}
                >
                  {item.isContact ? <User aria-hidden /> : <Workflow aria-hidden />}
                  <span className={styles.name}>{item.name}</span>
                  <span className={styles.about}>{item.about}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
            <Autocomplete.Status className={styles.told}>{told}</Autocomplete.Status>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function useFound(text: string): { readonly found: readonly Found[]; readonly told: string } {
  const contacts = useContacts(text);
  const automations = useAutomations().items.filter(
    ({ name }) => text !== '' && name.toLowerCase().includes(text.toLowerCase()),
  );
  const found = [
    ...(contacts.data?.pages[0]?.items ?? [])
      .slice(0, MOST_CONTACTS)
      .map(({ contact: { id, name, phone, email } }) => ({
        to: `/contacts/${encodeURIComponent(id)}`,
        name: name ?? id,
        about: [phone, email].filter((one) => one !== null).join(' · '),
        isContact: true,
      })),
    ...automations.slice(0, MOST_AUTOMATIONS).map(({ workflowId, name }) => ({
      to: `/automations/${workflowId}`,
      name,
      about: 'Automation',
      isContact: false,
    })),
  ];
  if (contacts.error !== null && found.length === 0) return { found, told: toldOf(asProblem(contacts.error)) };
  if (text === '') return { found, told: 'Type the beginning of a name, a phone number or an email.' };
  if (contacts.isFetching && found.length === 0) return { found, told: 'Looking…' };
  return { found, told: found.length === 0 ? 'Nobody is found by that.' : '' };
}
