// localStorage that never throws: where a browser forbids it or it is full, what was kept
// lives until the page is closed.

const memory = new Map();

export function keep(key, value) {
  memory.set(key, value);
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function kept(key, otherwise = null) {
  try {
    const text = localStorage.getItem(key);
    if (text !== null) return JSON.parse(text);
  } catch {
    // Fall through to what this page remembers.
  }
  return memory.get(key) ?? otherwise;
}

// Forgets what this tab keeps, so that the next person at the device finds nothing.
export function forgetTab() {
  try {
    sessionStorage.clear();
  } catch {
    // Then nothing was kept either.
  }
}
