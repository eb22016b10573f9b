// Starts the node on an empty data directory, kills it, starts it again.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const ROOT = resolve(import.meta.dirname, "../..");
export const BINARY = resolve(ROOT, process.env.NGANTOR_BIN ?? "target/release/ngantor");
// The first start compiles the components to machine code, in ms.
const START_MS = 120_000;
// What was compiled is kept for the next file of journeys: a component that changed has another
// name there.
const COMPILED = join(import.meta.dirname, ".compiled");

export class NgantorNode {
  // With more variables of the environment.
  static async start(environment = {}) {
    const node = new NgantorNode();
    node.environment = environment;
    node.data = await mkdtemp(join(tmpdir(), "ngantor-browser-"));
    try {
      await node.takeCompiled();
      await node.run("127.0.0.1:0");
      await node.keepCompiled();
      return node;
    } catch (fault) {
      node.child.kill("SIGKILL");
      await node.forget();
      throw fault;
    }
  }

  // Runs until it has said where it listens; `setupLink` is null once the office is set up.
  async run(listen) {
    const args = ["up", "--skip-build", "--listen", listen, "--data-dir", this.data];
    this.setupLink = null;
    this.log = [];
    const env = { ...process.env, ...this.environment };
    this.child = spawn(BINARY, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      createInterface(stream).on("line", (line) => this.hear(line));
    }
    await this.until(() => this.origin !== undefined, "says where it listens");
  }

  get compiled() {
    return join(this.data, "data", "cache");
  }

  // Where nothing was kept, or another run replaces it right now, it is compiled again.
  async takeCompiled() {
    await mkdir(this.compiled, { recursive: true, mode: 0o700 });
    await cp(COMPILED, this.compiled, { recursive: true }).catch(() => {});
  }

  async keepCompiled() {
    if (!this.log.some((line) => line.includes('"cached":false'))) return;
    await rm(COMPILED, { recursive: true, force: true });
    await cp(this.compiled, COMPILED, { recursive: true });
  }

  hear(line) {
    this.log.push(line);
    this.setupLink ??= line.match(/http\S*\/setup#\S+/)?.[0] ?? null;
    this.origin ??= line.match(/^listening: (http:\S+)/)?.[1].replace(/\/$/, "");
    this.onLine?.();
  }

  // The set-up link may come after the address.
  async link() {
    await this.until(() => this.setupLink !== null, "prints a set-up link");
    return this.setupLink;
  }

  // kill -9, and a start on the same port, as a power cut does it.
  async killAndRestart() {
    const { host } = new URL(this.origin);
    this.child.kill("SIGKILL");
    await once(this.child, "exit");
    this.origin = undefined;
    await this.run(host);
  }

  async stop() {
    const exit = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await exit;
    await this.forget();
  }

  forget() {
    return rm(this.data, { recursive: true, force: true });
  }

  until(happened, what) {
    return new Promise((fulfil, reject) => {
      const fail = (why) => reject(new Error(`${BINARY} ${why}\n${this.log.join("\n")}`));
      const timer = setTimeout(() => fail(`never ${what}`), START_MS);
      this.child.once("error", () => fail("does not start; build it first"));
      this.child.once("exit", (code) => fail(`ended with ${code} before it ${what}`));
      this.onLine = () => {
        if (!happened()) return;
        clearTimeout(timer);
        this.onLine = null;
        fulfil();
      };
      this.onLine();
    });
  }
}
