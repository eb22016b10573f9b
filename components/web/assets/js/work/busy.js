// What a press of a button does, once at a time.
export function onceAtATime(work) {
  return async ({ currentTarget: button }) => {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    await work().finally(() => button.setAttribute("aria-busy", "false"));
  };
}
