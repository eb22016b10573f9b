// One tab at a time. Without Web Locks (a browser before 2022, or a page without TLS) each tab
// goes ahead: the server's own rules still hold.
export function exclusively(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}
