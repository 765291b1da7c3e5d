import { useState, type KeyboardEvent } from 'react';

interface TextFieldProps {
  readonly name: string;
  readonly label: string;

  /** What the server has, with local changes over it. */
  readonly value: string;
  readonly type?: 'text' | 'number';
  readonly placeholder?: string;
  readonly isRequired?: boolean;
  readonly save: (value: string) => void;
}

interface Draft {
  readonly text: string;

  /** The value that editing began with. */
  readonly from: string;
}

/** A field that saves when it is left or Enter is pressed. While it is edited nothing overwrites it; what came meanwhile is said below. */
export function TextField({ name, label, value, type = 'text', placeholder, isRequired = false, save }: TextFieldProps) {
  const [draft, setDraft] = useState<Draft>();
  const isOvertaken = draft !== undefined && draft.from !== value && draft.text.trim() !== value;

  function commit(input: HTMLInputElement): void {
    if (!draft || !input.reportValidity()) {
      return;
    }

    setDraft(undefined);
    const wanted = draft.text.trim();
    if (wanted !== value) {
      save(wanted);
    }
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      commit(event.currentTarget);
    } else if (event.key === 'Escape' && draft) {
      event.stopPropagation();
      setDraft(undefined);
    }
  }

  return (
    <div className="field">
      <label htmlFor={`field-${name}`}>{label}</label>
      <input
        id={`field-${name}`} name={name} type={type} value={draft?.text ?? value} required={isRequired} maxLength={200} {...(type === 'number' && { step: 1 })}
        {...(placeholder !== undefined && { placeholder })} {...(isOvertaken && { 'aria-describedby': `overtaken-${name}` })}
        onChange={({ target }) => setDraft({ text: target.value, from: draft?.from ?? value })} onBlur={({ target }) => commit(target)} onKeyDown={onKeyDown}
      />
      {isOvertaken && (
        <p className="overtaken" id={`overtaken-${name}`}>
          Changed meanwhile to “{value || 'nothing'}”.{' '}
          <button type="button" className="link" onPointerDown={event => event.preventDefault()} onClick={() => setDraft(undefined)}>Take that</button>
        </p>
      )}
    </div>
  );
}
