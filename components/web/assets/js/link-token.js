// The one-time token of a link that somebody was handed. It comes behind the # so that no server
// log sees it.

// 32 bytes in base64url; an operator's word is longer. What is shorter was not copied whole.
const TOKEN = /^[\w.-]{43,300}$/;

class LinkToken {
  // For browsers that forbid sessionStorage.
  #remembered = null;

  constructor(key) {
    this.key = key;
  }

  // Takes the token out of the address, where it could be read over a shoulder or be kept in
  // the history, and keeps it for this tab until it is used. Whether there was a new one.
  take() {
    const token = location.hash.slice(1);
    // The skip link too leaves a word there.
    if (!TOKEN.test(token)) return false;
    history.replaceState(null, "", location.pathname);
    const isNew = token !== this.text();
    this.#remembered = token;
    try {
      sessionStorage.setItem(this.key, token);
    } catch {
      // A reload will ask for the link again.
    }
    return isNew;
  }

  text() {
    try {
      return sessionStorage.getItem(this.key) ?? this.#remembered;
    } catch {
      return this.#remembered;
    }
  }

  forget() {
    this.#remembered = null;
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // Nothing was kept there.
    }
  }
}

export const setupLink = new LinkToken("ngantor.setup-token");
export const resetLink = new LinkToken("ngantor.reset-token");
