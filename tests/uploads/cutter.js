// Stands before the node and cuts its connections at random places.
import { once } from "node:events";
import { connect, createServer } from "node:net";

// Between two cuts, in bytes from the client.
const LEAST_BYTES = 100_000;
const MOST_BYTES = 6_000_000;

export class Cutter {
  static async before(node, chance) {
    const cutter = new Cutter();
    cutter.node = node;
    cutter.chance = chance;
    cutter.nCuts = 0;
    cutter.isCutting = true;
    cutter.server = createServer((client) => cutter.lead(client));
    cutter.server.listen(0, "127.0.0.1");
    await once(cutter.server, "listening");
    cutter.origin = `http://127.0.0.1:${cutter.server.address().port}`;
    return cutter;
  }

  lead(client) {
    const { hostname, port } = new URL(this.node.origin ?? this.lastOrigin);
    this.lastOrigin = `http://${hostname}:${port}`;
    const node = connect(Number(port), hostname);
    let left = LEAST_BYTES + this.chance() * (MOST_BYTES - LEAST_BYTES);
    const cut = () => {
      client.destroy();
      node.destroy();
    };
    client.on("error", cut).on("close", () => node.destroy());
    node.on("error", cut).on("close", () => client.destroy());
    client.on("data", (bytes) => {
      left -= bytes.length;
      if (left < 0 && this.isCutting) {
        this.nCuts += 1;
        cut();
      } else if (!node.write(bytes)) {
        client.pause();
      }
    });
    node.on("drain", () => client.resume());
    node.pipe(client);
  }

  close() {
    this.server.close();
  }
}

// The same numbers for the same seed (mulberry32).
export function chanceOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
