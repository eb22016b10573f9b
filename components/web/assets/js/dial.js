// The dial round the button: twelve hours, an arc for each stretch at work, a dot for now.
import { s } from "./dom.js";
import { minuteOfDay } from "./time.js";

const SIZE = 248;
const MIDDLE = SIZE / 2;
const RING = 112;
const HALF_DAY_MIN = 720;

export function dial({ sessions }, nowMs, zone) {
  const turn = (ms) => ((minuteOfDay(ms, zone) % HALF_DAY_MIN) / HALF_DAY_MIN) * 360;
  const now = onRing(turn(nowMs), RING);
  return s(
    "svg",
    { class: "dial-face", viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" },
    s("circle", { class: "dial-ring", cx: MIDDLE, cy: MIDDLE, r: RING }),
    ticks(),
    sessions.map(([from, to]) => arc(turn(from), (to - from) / 60_000)),
    s("circle", { class: "dial-now", cx: now.x, cy: now.y, r: 7 }),
  );
}

function ticks() {
  return Array.from({ length: 12 }, (_, hour) => {
    const [a, b] = [onRing(hour * 30, RING - 11), onRing(hour * 30, RING - 7)];
    return s("line", { class: "dial-tick", x1: a.x, y1: a.y, x2: b.x, y2: b.y });
  });
}

function arc(fromDegrees, minutes) {
  // Beyond half a day the ring is simply full.
  const degrees = Math.min(359.9, (minutes / HALF_DAY_MIN) * 360);
  const [a, b] = [onRing(fromDegrees, RING), onRing(fromDegrees + degrees, RING)];
  const large = degrees > 180 ? 1 : 0;
  return s("path", {
    class: "dial-arc",
    d: `M${a.x} ${a.y}A${RING} ${RING} 0 ${large} 1 ${b.x} ${b.y}`,
  });
}

function onRing(degrees, radius) {
  const angle = ((degrees - 90) * Math.PI) / 180;
  const round = (n) => Math.round(n * 10) / 10;
  return {
    x: round(MIDDLE + radius * Math.cos(angle)),
    y: round(MIDDLE + radius * Math.sin(angle)),
  };
}
