// English. Every key stands in id.js too; a test compares them and the code.
export default {
  "skip": "Skip to content",
  "retry": "Try again",
  "optional": "(optional)",

  "field.empty": "Something is still empty. Fill in the marked fields, then send again.",
  "field.required": "This is required.",

  "header.language": "Language",
  "header.account": "Account of {name}",
  "header.sign_out": "Sign out",
  "header.unsent.one":
    "{n} record is not sent yet. After signing out it stays on this device and is sent when you sign in here again.",
  "header.unsent.other":
    "{n} records are not sent yet. After signing out they stay on this device and are sent when you sign in here again.",
  "header.pages": "Pages",

  "gate.motto": "An office without walls",

  "username.label": "User name",
  "username.hint": "Small letters, digits, dots, underscores or hyphens; a letter first.",
  "password.label": "Password",
  "password.hint": "At least 12 characters. Several unrelated words are easy to remember and hard to guess.",
  "password.new": "New password",
  "password.show": "Show",
  "password.hide": "Hide",
  "password.of": "password",

  "sign_in.title": "Sign in to the office",
  "sign_in.lead": "Use the account that your institution's administrator gave you.",
  "sign_in.submit": "Sign in",
  "sign_in.wait": "Try again in {s} seconds",
  "sign_in.insecure": "This address does not use https, so the browser will not keep your session. Open this office by its https address.",
  "sign_in.not_set_up":
    "This office is not set up yet. Open the set-up link that Ngantor shows when it starts.",

  "setup.title": "Set up the office",
  "setup.lead": "Only once: the institution's name and its first administrator.",
  "setup.institution": "Institution",
  "setup.institution_name": "Name of the institution",
  "setup.institution_hint": "For example: Public Library of Contoh Regency",
  "setup.zone": "Time zone",
  "setup.zone_hint": "That of the head office; a person may have another one.",
  "setup.zones_here": "Indonesia",
  "setup.zones_elsewhere": "Other zones",
  "setup.administrator": "Administrator",
  "setup.name": "Full name",
  "setup.submit": "Set up and sign in",
  "setup.done": "This office is set up already. Please sign in.",
  "setup.no_token":
    "This address is not complete. Copy the whole set-up link that Ngantor shows when it starts, with the part after the #.",
  "setup.bad_token":
    "This set-up link is not valid. Use the link that Ngantor shows when it starts on this server.",
  "link.to_sign_in": "To the sign-in page",

  "reset.title": "Choose a password",
  "reset.lead": "This link works once. After that you sign in with the new password.",
  "reset.submit": "Save the password",
  "reset.done": "The password is saved, and all old sessions have ended. Please sign in.",
  "reset.no_token": "This address is not complete. Copy the whole link from your personnel office, also what follows the #.",
  "reset.over": "This link is not valid any more. Ask your personnel office for a new one.",

  "greeting.morning": "Good morning, {name}",
  "greeting.noon": "Good day, {name}",
  "greeting.afternoon": "Good afternoon, {name}",
  "greeting.evening": "Good evening, {name}",

  "direction.in": "Clock in",
  "direction.out": "Clock out",
  "button.from": "from {mode}",
  "button.sending": "Sending…",

  "today.title": "Today",
  "today.form": "Clock in or out",
  "today.where": "Working from",
  "today.note": "Note",
  "today.punches": "Today's record",
  "today.empty": "Nothing is recorded today.",

  "mode.office": "Office",
  "mode.other_office": "Other office",
  "mode.home": "Home",
  "mode.duty_travel": "Duty travel",
  "mode.other": "Elsewhere",

  "position.label": "Include my location",
  "position.asking": "Looking for the location… You can clock in without waiting.",
  "position.found": "Location found: accurate to ±{m} m, {s} seconds ago.",
  "position.denied": "Location was not allowed. You are recorded without it.",
  "position.failed": "There is no location yet. You are recorded without it.",
  "position.unavailable": "This device gives no location.",

  "state.none": "Not clocked in today",
  "state.in": "Working since {since}",
  "state.out": "Clocked out at {since}",
  "state.worked": "{worked} worked",
  "state.asking": "Checking today's record…",
  "state.unknown": "Today's record could not be checked yet",
  "duration.hours": "{h} h {m} min",
  "duration.minutes": "{m} min",

  "said.in": "Clocked in at {time}.",
  "said.out": "Clocked out at {time}.",
  "said.kept": "Not sent yet. It is kept on this device.",

  "punch.unsent": "Not sent yet",
  "punch.refused": "Refused",
  "punch.sending": "Being sent",
  "punch.tapped_on": "Tapped on {day}",
  "punch.retry": "Send now",
  "punch.remove": "Remove from this device",
  "punch.position": "Location included, accurate to ±{m} m",
  "punch.claim.late": "Sent later; received {time}",
  "punch.claim.too_late": "Sent too long afterwards; the device's clock said {time}",
  "punch.claim.ahead": "The device's clock is fast: {time}",

  "notes.refused.one":
    "{n} record was refused. Read why in the list, remove it from this device, then tap again.",
  "notes.refused.other":
    "{n} records were refused. Read why in the list, remove them from this device, then tap again.",
  "notes.unsent.one":
    "{n} record is not sent yet. It is kept on this device and sent by itself once connected.",
  "notes.unsent.other":
    "{n} records are not sent yet. They are kept on this device and sent by themselves once connected.",
  "notes.clock_slow": "Your device's clock is {by} slow. The office's clock is what counts.",
  "notes.clock_fast": "Your device's clock is {by} fast. The office's clock is what counts.",

  "day.title": "My day",
  "day.other_days": "Other days",
  "day.previous": "Day before",
  "day.next": "Day after",
  "day.jump": "Open a date",
  "day.first_in": "First in",
  "day.last_out": "Last out",
  "day.worked": "Time worked",
  "day.empty": "Nothing is recorded on this day.",

  "not_found.title": "Page not found",
  "not_found.lead": "The address may be mistyped, or the page has moved.",
  "not_found.home": "To the main page",

  "failed.title": "The page cannot be opened yet",
  "failed.request": "Request id: {id}",

  "problem.unreachable": "The office cannot be reached. Check the network, then try again.",
  "problem.other": "The office cannot answer yet ({status}). Try again in a moment.",
};
