// The one-time token of the set-up link. It comes behind the # so that no server log sees it.

const KEY = "ngantor.setup-token";
// For browsers that forbid sessionStorage.
let remembered = null;

// Takes the token out of the address, where it could be read over a shoulder or be kept in
// the history, and keeps it for this tab until it is used.
export function takeToken() {
  const token = location.hash.slice(1);
  if (!token) return;
  history.replaceState(null, "", location.pathname);
  remembered = token;
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // A reload will ask for the link again.
  }
}

export function setupToken() {
  try {
    return sessionStorage.getItem(KEY) ?? remembered;
  } catch {
    return remembered;
  }
}

export function forgetToken() {
  remembered = null;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept there.
  }
}
