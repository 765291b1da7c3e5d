import { useState, type KeyboardEvent } from 'react';

interface TitleEditorProps {
  readonly title: string;
  readonly save: (title: string) => void;

  /** Editing is over. `byKey`: the focus has to be put somewhere. */
  readonly close: (byKey: boolean) => void;
}

/** Edits a card's title in its place: Enter and leaving the field save, Escape does not. */
export function TitleEditor({ title, save, close }: TitleEditorProps) {
  const [draft, setDraft] = useState(title);

  function finish(byKey: boolean): void {
    const wanted = draft.trim();
    if (wanted && wanted !== title) {
      save(wanted);
    }

    close(byKey);
  }

  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation(); // What these keys mean to the card, they do not mean here.
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      finish(true);
    } else if (event.key === 'Escape') {
      close(true);
    }
  }

  return (
    <input
      className="title-editor" aria-label="Title" value={draft} maxLength={200} autoFocus autoComplete="off"
      onChange={event => setDraft(event.target.value)} onKeyDown={onKeyDown} onBlur={() => finish(false)} onFocus={event => event.target.select()}
    />
  );
}
