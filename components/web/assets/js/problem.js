// What may come instead of an answer.
import { t } from "./language.js";

// What the server refused, in the reader's language (RFC 9457).
export class Problem extends Error {
  constructor(status, document, retryAfterS) {
    const words = [document.title, document.detail].filter(Boolean).join(". ");
    super(words || t("problem.other", { status }));
    this.status = status;
    this.code = document.code ?? "";
    this.faults = document.errors ?? [];
    this.requestId = document.request_id ?? "";
    // What is there now, where somebody changed it meanwhile.
    this.current = document.current;
    this.retryAfterS = retryAfterS;
  }

  // Whether the same request may succeed later.
  get passes() {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

// The request got no answer: nobody knows whether it arrived.
export class Unreachable extends Error {
  constructor() {
    super(t("problem.unreachable"));
    this.status = 0;
    this.faults = [];
    this.passes = true;
  }
}
