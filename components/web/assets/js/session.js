// Keeps a signed-in person signed in, over all tabs. The tokens are HttpOnly cookies: this
// code never sees them, it only learns from a 401 that one has run out.
import { exclusively } from "./locks.js";
import { forgetTab, keep, kept } from "./storage.js";

const RENEWED = "ngantor.renewed";
const SIGNED_OUT = "ngantor.signed-out";

// Sends; on a 401 renews once and sends again. Refresh tokens are used up by use, so only one
// tab may renew, and whoever waited for it tries its own request again first.
export async function withSession(send, renew) {
  const asked = Date.now();
  const first = await send();
  if (first.status !== 401) return first;
  return exclusively("ngantor.session", async () => {
    if (kept(RENEWED, 0) >= asked) {
      const again = await send();
      if (again.status !== 401) return again;
    }
    const renewed = await renew();
    if (!renewed.ok) return renewed;
    keep(RENEWED, Date.now());
    return send();
  });
}

// Goes to the sign-in page, and afterwards back to here.
export function toSignIn() {
  if (location.pathname === "/sign-in") return;
  const here = location.pathname + location.search;
  location.replace(here === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(here)}`);
}

// The page that somebody wanted before signing in; only one of this very site.
export function wanted(search, origin) {
  const next = new URLSearchParams(search).get("next") ?? "/";
  try {
    const url = new URL(next, origin);
    const isDoor = /^\/sign-in(\/|$)/.test(url.pathname);
    const ours = url.origin === origin && next.startsWith("/") && !isDoor;
    return ours ? url.pathname + url.search : "/";
  } catch {
    return "/";
  }
}

// Tells the other tabs, and hears of it from them.
export function tellSignOut() {
  forgetTab();
  keep(SIGNED_OUT, Date.now());
}

export function onSignOut(leave) {
  const leaveNothing = (event) => event.key === SIGNED_OUT && [forgetTab(), leave()];
  addEventListener("storage", leaveNothing);
}
