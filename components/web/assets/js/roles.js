// What somebody may do here, so that a page offers nothing that the office would refuse.

// Whether somebody keeps the records of people.
export function keepsRecords({ roles }) {
  return roles.some((role) => role === "personnel" || role === "administrator");
}
