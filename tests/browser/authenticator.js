// The authenticator of a phone, as Chromium's own tools make it: it holds passkeys and knows whose
// finger is on it.
export class Authenticator {
  static async of(page) {
    const authenticator = new Authenticator();
    authenticator.cdp = await page.context().newCDPSession(page);
    await authenticator.cdp.send("WebAuthn.enable");
    const options = {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    };
    const added = await authenticator.cdp.send("WebAuthn.addVirtualAuthenticator", { options });
    authenticator.id = added.authenticatorId;
    return authenticator;
  }

  send(command, more = {}) {
    return this.cdp.send(`WebAuthn.${command}`, { authenticatorId: this.id, ...more });
  }

  // Whether it is the right finger.
  recognises(isUserVerified) {
    return this.send("setUserVerified", { isUserVerified });
  }

  // Whether somebody is there who says yes to what the page asks.
  answers(enabled) {
    return this.send("setAutomaticPresenceSimulation", { enabled });
  }

  async passkeys() {
    return (await this.send("getCredentials")).credentials;
  }
}
