//! Punches and the day they make.
