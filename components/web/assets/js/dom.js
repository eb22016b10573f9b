// Makes DOM nodes. Text only ever becomes text nodes, so nothing that a person wrote can
// become markup.

const SVG = "http://www.w3.org/2000/svg";

// h("p", { class: "soft", onclick: fn }, "text", node, [nodes], null)
export function h(name, properties = {}, ...children) {
  return fill(document.createElement(name), properties, children);
}

// The same for SVG.
export function s(name, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, name), properties, children);
}

// Replaces what is in an element.
export function draw(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(isShown));
}

// The same, unless it would look the same: whoever has the focus or a finger there keeps it, and
// a screen reader does not say the same words again.
export function redraw(element, ...children) {
  const fresh = element.cloneNode(false);
  draw(fresh, ...children);
  if (!fresh.isEqualNode(element)) element.replaceChildren(...fresh.childNodes);
}

// Tells a screen reader what happened; sighted people see it in the page.
export function say(text) {
  document.getElementById("said").textContent = text;
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (isShown(value)) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter(isShown));
  return element;
}

function isShown(child) {
  return child !== null && child !== undefined && child !== false;
}
