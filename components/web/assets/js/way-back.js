// The page that somebody wanted before another site was asked who they are; this tab keeps it
// meanwhile.
import { wanted } from "./session.js";

const KEY = "ngantor.wanted";

export function keepWanted(path) {
  try {
    sessionStorage.setItem(KEY, path);
  } catch {
    // Then the first page it is.
  }
}

// Only ever a page of this site: the tab may have been elsewhere.
export function takeWanted() {
  try {
    const path = sessionStorage.getItem(KEY) ?? "/";
    sessionStorage.removeItem(KEY);
    return wanted(`?next=${encodeURIComponent(path)}`, location.origin);
  } catch {
    return "/";
  }
}
