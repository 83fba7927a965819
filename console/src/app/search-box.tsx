import { Search } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { later } from '../parts/later';
import dialog from '../parts/dialog.module.css';
import styles from './search-box.module.css';
import finder from './search-dialog.module.css';

const SearchDialog = later(() => import('./search-dialog').then((module) => module.SearchDialog), Waiting);

const inText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The way to a contact from every page: by a press, by / or by ⌘K. */
export function SearchBox() {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const opener = useRef<HTMLElement | null>(null);
  const show = (): void => {
    opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setText('');
    setOpen(true);
  };
  const showNow = useEffectEvent(show);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const shortcut = event.key === 'k' && (event.metaKey || event.ctrlKey);
      if (!shortcut && (event.key !== '/' || inText(event.target))) return;
      event.preventDefault();
      showNow();
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  }, []);
  return (
    <>
      <button type="button" className={styles.box} onClick={show}>
        <Search aria-hidden />
        <span>Find a contact</span>
        <kbd>/</kbd>
      </button>
      {open ? (
        <SearchDialog
          text={text}
          onText={setText}
          opener={opener}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

interface WaitingProps {
  readonly text: string;
  readonly onText: (text: string) => void;
}

/** Takes what is typed while the finder is loaded. */
function Waiting({ text, onText }: WaitingProps) {
  return (
    <>
      <div className={dialog.backdrop} />
      <div className={finder.popup}>
        <input
          autoFocus
          className={finder.input}
          placeholder="Name, phone, email or id"
          aria-label="Find a contact"
          value={text}
          onChange={({ target }) => {
            onText(target.value);
          }}
        />
      </div>
    </>
  );
}
