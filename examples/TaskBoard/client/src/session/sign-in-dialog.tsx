import { useState, type FormEvent, type Ref } from 'react';
import type { SessionStore } from './session.js';

interface SignInDialogProps {
  readonly ref: Ref<HTMLDialogElement>;
  readonly sessions: SessionStore;
}

export function SignInDialog({ ref, sessions }: SignInDialogProps) {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      await sessions.signIn(name);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <dialog ref={ref} className="dialog" aria-labelledby="sign-in-title" onClose={() => setProblem('')}>
      <form autoComplete="off" onSubmit={event => void submit(event)}>
        <h2 id="sign-in-title">Sign in</h2>
        <p>A name is all it takes: this is a demo. Ada and Grace are leads, and see notes.</p>
        <label>Name <input name="name" required maxLength={40} autoFocus value={name} onChange={event => setName(event.target.value)} /></label>
        {problem && <p className="problem" role="alert">{problem}</p>}
        <div className="dialog-buttons">
          <button type="button" className="quiet" onClick={event => event.currentTarget.closest('dialog')?.close()}>Cancel</button>
          <button type="submit" className="primary" disabled={isBusy}>Sign in</button>
        </div>
      </form>
    </dialog>
  );
}
