// What somebody may do here, so that a page offers nothing that the office would refuse.

// The relations by which somebody leads a unit or team.
export const LEADING = ["head", "acting_head", "team_lead"];

// Whether somebody keeps the records of people.
export function keepsRecords({ roles }) {
  return roles.some((role) => role === "personnel" || role === "administrator");
}

// Whether somebody sees the work of everybody here.
export function seesEverybody({ roles }) {
  return roles.some((role) => ["personnel", "auditor", "administrator"].includes(role));
}
