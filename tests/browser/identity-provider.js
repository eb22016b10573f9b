// Another identity provider: the certified `oidc-provider`, on this machine but, for a browser,
// on another site than the office. Whoever comes is signed in as the person of the moment.
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const CLIENT = { client_id: "kantor", client_secret: "rahasia+bersama&panjang%" };

export class IdentityProvider {
  // Who signs in there; null says no.
  person = null;

  // Listens before it knows its office, which has to know its address.
  static async listen() {
    const provider = new IdentityProvider();
    provider.server = createServer((request, response) => provider.answer(request, response));
    provider.server.listen(0);
    await once(provider.server, "listening");
    provider.issuer = `http://localhost:${provider.server.address().port}`;
    return provider;
  }

  // Serves an office that keeps this provider under an id.
  open(origin, id) {
    const office = `${origin}/api/people/identity-providers/${id}`;
    this.client = {
      ...CLIENT,
      redirect_uris: [`${origin}/sign-in/return?provider=${id}`],
      backchannel_logout_uri: `${office}/logouts`,
      backchannel_logout_session_required: true,
    };
    this.rotate("RS256");
  }

  // What an administrator of the office says of it.
  form(name) {
    const claim = { person_claim: "preferred_username", person_field: "username" };
    return { name, issuer: this.issuer, ...CLIENT, ...claim, is_on: true };
  }

  // Signs with a new key from here on, and publishes no other.
  rotate(alg) {
    const { kind, options } = KEYS[alg];
    const { privateKey } = generateKeyPairSync(kind, options);
    const key = { ...privateKey.export({ format: "jwk" }), alg, use: "sig" };
    const client = { ...this.client, id_token_signed_response_alg: alg };
    this.provider = new Provider(this.issuer, {
      ...SETTINGS,
      clients: [client],
      jwks: { keys: [key] },
      enabledJWA: { idTokenSigningAlgValues: Object.keys(KEYS) },
    });
    this.handle = this.provider.callback();
  }

  // An answer that fails is a 500, which the journey will notice.
  async answer(request, response) {
    if (!request.url.startsWith("/interaction/")) return this.handle(request, response);
    const login = { login: { accountId: this.person } };
    const result = this.person ? login : { error: "access_denied" };
    await this.provider.interactionFinished(request, response, result);
  }

  async stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

const KEYS = {
  RS256: { kind: "rsa", options: { modulusLength: 2048 } },
  ES256: { kind: "ec", options: { namedCurve: "P-256" } },
};

const SETTINGS = {
  // Claims of a scope stand in the ID token.
  conformIdTokenClaims: false,
  claims: { openid: ["sub"], profile: ["preferred_username"], email: ["email"] },
  cookies: { keys: ["of this test only"] },
  features: {
    backchannelLogout: { enabled: true },
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: true },
  },
  // Its own would not go to an office on this machine.
  fetch: (url, { dispatcher: _, ...options }) => fetch(url, options),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: `subject-of-${id}`, preferred_username: id }),
  }),
  // Nobody is asked what the office may know.
  async loadExistingGrant({ oidc }) {
    const { clientId } = oidc.client;
    const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
};
