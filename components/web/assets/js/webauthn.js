// Talks to authenticators. WebAuthn's JSON (Level 3 §5.1) is turned here and not by the browser:
// not every browser that has passkeys does it.
import { Problem, Unreachable } from "./problem.js";
import { t } from "./language.js";

// Browsers bind passkeys to a name: none at a number, none without TLS.
export function passkeysWork() {
  const isNumber = /^\[|^[\d.]+$/.test(location.hostname);
  return isSecureContext && "PublicKeyCredential" in window && !isNumber;
}

// Whether they can be made here too: some browsers do not tell what the device answers.
export function passkeysAreMade() {
  return passkeysWork() && "getPublicKey" in AuthenticatorAttestationResponse.prototype;
}

// Whether the username's field can offer passkeys (conditional mediation).
export async function fieldsOfferPasskeys() {
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false;
}

// Makes the passkey that the options ask for.
export async function makePasskey({ user, challenge, excludeCredentials, ...rest }) {
  const publicKey = {
    ...rest,
    user: { ...user, id: bytes(user.id) },
    challenge: bytes(challenge),
    excludeCredentials: excludeCredentials.map((it) => ({ ...it, id: bytes(it.id) })),
  };
  const { response } = await navigator.credentials.create({ publicKey });
  return {
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.getAuthenticatorData()),
      publicKey: text(response.getPublicKey() ?? new ArrayBuffer(0)),
    },
  };
}

// Has one shown; `more` says how (mediation) and until when (signal).
export async function showPasskey({ challenge, ...rest }, more) {
  const publicKey = { ...rest, challenge: bytes(challenge) };
  const { rawId, response } = await navigator.credentials.get({ ...more, publicKey });
  return {
    id: text(rawId),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle ?? new ArrayBuffer(0)),
    },
  };
}

// What to say when that failed; browsers' own words are English and about nothing in particular.
export function passkeyWords(problem) {
  if (problem instanceof Problem || problem instanceof Unreachable) return problem.message;
  if (problem.name === "NotAllowedError") return t("passkeys.cancelled");
  if (problem.name === "InvalidStateError") return t("passkeys.there_already");
  return t("passkeys.failed");
}

// Base64url without padding (RFC 4648 §5).
function bytes(text) {
  const letters = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return letters.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
