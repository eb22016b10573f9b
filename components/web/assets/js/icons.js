// Line icons on a grid of 24; they stand beside words and are hidden from screen readers.
import { h, s } from "./dom.js";

const PATHS = {
  in: ["M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4", "M4 12h11", "m11 8 4 4-4 4"],
  out: ["M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4", "M9 12h11", "m16 8 4 4-4 4"],
  office: ["M5 21V5l8-2v18", "M13 9h6v12", "M3 21h18", "M8.5 8h1m-1 4h1m-1 4h1m6-3h1m-1 4h1"],
  other_office: ["M4 21V10l8-6 8 6v11", "M9.5 21v-6h5v6", "M2.5 21h19"],
  home: ["m3 11 9-7.5 9 7.5", "M5.5 9.5V20h13V9.5", "M10 20v-5h4v5"],
  duty_travel: ["M8 7V5a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v2", "M4 7h16v12H4z", "M4 12.5h16"],
  other: ["M5 12h.01M12 12h.01M19 12h.01"],
  working: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7v5l3 2"],
  done: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "m8 12 3 3 5-6"],
  none: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M8 12h8"],
  tick: ["m5 12.5 4.5 4.5L19 7"],
  warn: ["M12 4 2.5 20h19z", "M12 10v4.5m0 2.5h.01"],
  unsent: [
    "M7 18a4.5 4.5 0 1 1 .6-8.96A5.5 5.5 0 0 1 18 10.5a3.8 3.800 0 0 1-.5 7.5",
    "M12.5 12v4m0 3.5h.01",
  ],
  back: ["m14.5 6-6 6 6 6"],
  next: ["m9.5 6 6 6-6 6"],
  place: [
    "M12 21s7-6 7-11a7 7 0 1 0-14 0c0 5 7 11 7 11z",
    "M12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  ],
  note: ["M5 4h14v16H5z", "M9 9h6m-6 4h6"],
};

export function icon(name, size = 20) {
  return s(
    "svg",
    {
      viewBox: "0 0 24 24",
      width: size,
      height: size,
      fill: "none",
      stroke: "currentColor",
      "stroke-width": name === "other" ? 3 : 1.8,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
      "aria-hidden": "true",
    },
    PATHS[name].map((d) => s("path", { d })),
  );
}

// The logo, from the same folder as this module.
export function logo(size) {
  const src = new URL("../icons/logo.svg", import.meta.url).pathname;
  return h("img", { src, width: size, height: size, alt: "" });
}
