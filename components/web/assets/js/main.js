// The way in: chooses the page by the address, and draws it again when the language changes.
// What a page shows is in pages/, what its parts do is in modules/.
import { api } from "./api.js";
import { draw, h } from "./dom.js";
import { header } from "./header.js";
import { speak, speakLater, t } from "./language.js";
import { mount } from "./modules.js";
import { Office } from "./office.js";
import { Unreachable } from "./problem.js";
import { onSignOut } from "./session.js";
import { account } from "./pages/account.js";
import { day } from "./pages/day.js";
import { directory } from "./pages/directory.js";
import { failed } from "./pages/failed.js";
import { notFound } from "./pages/not-found.js";
import { reset } from "./pages/reset.js";
import { signInReturn } from "./pages/sign-in-return.js";
import { signIn } from "./pages/sign-in.js";
import { today } from "./pages/today.js";

const PAGES = {
  "/": today,
  "/account": account,
  "/activities": () => import("./activities/day-page.js"),
  "/assign": () => import("./assignments/assign-page.js"),
  "/assignment": () => import("./assignments/one-page.js"),
  "/assignments": () => import("./assignments/list-page.js"),
  "/day": day,
  "/device": () => import("./device/device-page.js"),
  "/directory": directory,
  "/files": () => import("./files/files-page.js"),
  "/imports": () => import("./records/imports-page.js"),
  "/institution": () => import("./records/institution-page.js"),
  "/links": () => import("./links/links-page.js"),
  "/month": () => import("./month/month-page.js"),
  "/person": () => import("./records/person-page.js"),
  "/receipt": () => import("./receipt/receipt-page.js"),
  "/recap": () => import("./team/recap-page.js"),
  "/requests": () => import("./requests/requests-page.js"),
  "/reset": reset,
  "/setup": () => import("./setup/setup-page.js"),
  "/sign-in": signIn,
  "/sign-in/return": signInReturn,
  "/team": () => import("./team/team-page.js"),
};

const chosen = PAGES[location.pathname] ?? notFound;
let page = null;
let office = null;
let drawing = new AbortController();

async function open() {
  try {
    page ??= await load();
    if (page.behindTheDoor) office ??= new Office(await api.get("/api/people/me"));
    show(page);
  } catch (problem) {
    show(failed(problem, page ? open : () => location.reload()));
  }
}

// Some pages are loaded when they are opened, so that nobody waits for them before.
async function load() {
  if (typeof chosen !== "function") return chosen;
  const [{ page: loaded }] = await Promise.all([chosen(), speakLater(), dress()]).catch(() => {
    throw new Unreachable();
  });
  return loaded;
}

// Their looks come with them.
function dress() {
  const href = new URL("../css/later.css", import.meta.url);
  return new Promise((onload, onerror) => {
    document.head.append(h("link", { rel: "stylesheet", href, onload, onerror }));
  });
}

// Draws everything; the signal ends the timers and listeners of what was drawn before.
function show(shown) {
  drawing.abort();
  drawing = new AbortController();
  const context = { office, signal: drawing.signal, modules: shown.modules };
  const owner = office?.institution.name ?? "Ngantor";
  document.title = `${t(shown.title)} · ${owner}`;
  document.getElementById("skip").textContent = t("skip");
  draw(document.getElementById("header"), header(office));
  draw(document.getElementById("main"), shown.view(context));
  mount(document, context);
}

await speak();
document.addEventListener("language", open);
// Where a link's page is open already, the link changes the hash and loads nothing.
addEventListener("hashchange", () => page?.link?.take() && open());
// A page out of the back/forward cache may belong to whoever was signed in before.
addEventListener("pageshow", (event) => event.persisted && location.reload());
await open();
if (page?.behindTheDoor) onSignOut(() => location.replace("/sign-in"));
