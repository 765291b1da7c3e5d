import { session } from './session.js';

// The application's own way to write: plain REST. What it changes comes back through the subscriptions.

export const addTask = task => send('POST', 'api/tasks', task);
export const changeTask = (id, changes) => send('PATCH', `api/tasks/${id}`, changes);
export const removeTask = id => send('DELETE', `api/tasks/${id}`);

/** `saved` is the task as it is now; `problem` is a sentence where it was not saved, else empty. */
async function send(method, path, body) {
  const { token } = session;
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  try {
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    if (response.status === 401) session.forget(token);
    const answer = response.status === 204 ? undefined : await response.json();
    return response.ok ? { problem: '', saved: answer } : { problem: `Not saved. ${answer.detail}` };
  } catch {
    return { problem: 'Not saved: the server cannot be reached.' };
  }
}
