// The work modes of the attendance function, in the order in which people choose them.
import { keep, kept } from "./storage.js";

export const WORK_MODES = ["office", "other_office", "home", "duty_travel", "other"];

const KEY = "ngantor.work-mode";

// The mode of the last punch from this device.
export function usualWorkMode() {
  const mode = kept(KEY);
  return WORK_MODES.includes(mode) ? mode : WORK_MODES[0];
}

export function rememberWorkMode(mode) {
  keep(KEY, mode);
}
