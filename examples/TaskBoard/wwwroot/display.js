export const sentences = {
  connecting: 'waiting for the first answer',
  cached: 'last known, not live',
  synced: 'live',
  error: '',
};

export function showState(element, state) {
  element.dataset.state = state;
  element.textContent = state;
}

/** Lets the eye see that something has changed. */
export function flash(element) {
  element.classList.remove('changed');
  void element.offsetWidth; // Restarts the animation.
  element.classList.add('changed');
}
