// The one-time token of the set-up link. It comes behind the # so that no server log sees it.

const KEY = "ngantor.setup-token";
// 32 bytes in base64url. What is shorter was not copied whole.
const TOKEN = /^[\w-]{43}$/;
// For browsers that forbid sessionStorage.
let remembered = null;

// Takes the token out of the address, where it could be read over a shoulder or be kept in
// the history, and keeps it for this tab until it is used. Whether there was a new one.
export function takeToken() {
  const token = location.hash.slice(1);
  // The skip link too leaves a word there.
  if (!TOKEN.test(token)) return false;
  history.replaceState(null, "", location.pathname);
  const isNew = token !== setupToken();
  remembered = token;
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // A reload will ask for the link again.
  }
  return isNew;
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
