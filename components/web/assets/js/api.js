// The one place that fetches.
import { languageTag } from "./language.js";
import { Problem, Unreachable } from "./problem.js";
import { toSignIn, withSession } from "./session.js";

// No answer within this time counts as no connection, in ms.
const PATIENCE_MS = 15_000;
// The same for the bytes of a file, which a village line takes long for.
const BYTES_PATIENCE_MS = 60_000;
const BYTES = "application/octet-stream";
const RENEWAL = "/api/people/sessions/refresh";

export const api = {
  get: (path) => call("GET", path),
  // One page of a list, and the path of the page that follows (RFC 8288).
  page: async (path) => {
    const response = await answer("GET", path);
    return { items: await read(response), next: nextOf(response) };
  },
  // One thing, and the version that a change of it names.
  versioned: async (path) => {
    const response = await answer("GET", path);
    const version = response.headers.get("etag")?.replaceAll('"', "");
    return { item: await read(response), version };
  },
  // A change names the version that it changes (RFC 9110 §13).
  post: (path, body, version) => call("POST", path, body, version),
  // A body may be a Blob: bytes as they are.
  put: (path, body, version) => call("PUT", path, body, version),
  patch: (path, body, version) => call("PATCH", path, body, version),
  remove: (path, body, version) => call("DELETE", path, body, version),
  // The answer itself, to a request with headers of its own: parts of files, and what is told of
  // them in headers.
  raw: async (method, path, more) => {
    const response = await answer(method, path, more.body, undefined, more);
    if (!response.ok) await read(response);
    return response;
  },
  // Without a session there is nothing to renew: a 401 is an answer about the password.
  open: async (method, path, body) => read(await send(method, path, body)),
};

async function call(...what) {
  return read(await answer(...what));
}

async function answer(...what) {
  const renew = () => send("POST", RENEWAL, {});
  const response = await withSession(() => send(...what), renew);
  if (response.status === 401) toSignIn();
  return response;
}

function nextOf(response) {
  return /<([^>]*)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1] ?? null;
}

async function send(method, path, body, version, more = {}) {
  const headers = { accept: "application/json", "accept-language": languageTag() };
  if (version !== undefined) headers["if-match"] = `"${version}"`;
  const isBytes = body instanceof Blob;
  if (body !== undefined) headers["content-type"] = isBytes ? BYTES : "application/json";
  const patience = AbortSignal.timeout(isBytes ? BYTES_PATIENCE_MS : PATIENCE_MS);
  try {
    return await fetch(path, {
      method,
      headers: { ...headers, ...more.headers },
      body: body === undefined || isBytes ? body : JSON.stringify(body),
      cache: "no-store",
      credentials: "same-origin",
      signal: more.signal ? AbortSignal.any([patience, more.signal]) : patience,
    });
  } catch {
    throw new Unreachable();
  }
}

async function read(response) {
  // A proxy may answer with a page of its own; then the status has to speak.
  const document = await response.json().catch(() => ({}));
  if (response.ok) return document;
  const retryAfterS = Number(response.headers.get("retry-after")) || null;
  throw new Problem(response.status, document, retryAfterS);
}
