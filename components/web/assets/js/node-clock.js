// The node's time. The device's clock may be wrong, and the node's is the one that counts.

// An answer that took longer says too little about the other clock, in ms.
const ROUND_TRIP_MAX_MS = 5_000;

export class NodeClock {
  // How far the device is behind, in ms.
  skewMs = 0;

  now() {
    return Date.now() + this.skewMs;
  }

  // Compares: asked then, answered now, and the node said so in between.
  set(askedMs, nodeMs) {
    const answeredMs = Date.now();
    if (answeredMs - askedMs > ROUND_TRIP_MAX_MS || Number.isNaN(nodeMs)) return;
    this.skewMs = nodeMs - (askedMs + answeredMs) / 2;
  }
}
