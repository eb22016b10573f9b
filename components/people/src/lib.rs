//! Who is who: set-up, people, sign-in, sessions.
