//! What kind a statement is, which SQLite tells while it prepares it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization, TransactionOperation};

use super::counters::FUNCTIONS;
use crate::limits::{STATEMENT_KIND_MAX_BYTES, STATEMENT_KINDS_MAX};

/// The only pragmas that a function may use. None of them changes how durable writes are,
/// reaches another file, or weakens a check; `user_version` carries the schema's number.
const PRAGMAS: [&str; 12] = [
    "data_version",
    "foreign_key_check",
    "foreign_key_list",
    "index_info",
    "index_list",
    "integrity_check",
    "page_count",
    "quick_check",
    "table_info",
    "table_list",
    "table_xinfo",
    "user_version",
];

/// Where a statement runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It changes nothing.
    Read,
    /// The same, and it took long when it ran last.
    SlowRead,
    /// It changes rows or the schema.
    Write,
    /// It changes rows and asks what the write before it did: on a connection that others use
    /// too it would get somebody else's answer.
    WriteThatAsks,
    /// It begins a transaction.
    Begin,
    /// It ends one.
    End,
    /// It makes or asks what belongs to a connection: temporary tables, `data_version`.
    OfConnection,
}

/// What the authorizer saw of the statement that is being prepared.
#[derive(Debug, Default)]
pub(super) struct Seen(AtomicU8);

const BEGINS: u8 = 1;
const ENDS: u8 = 2;
const OF_CONNECTION: u8 = 4;
const ASKS: u8 = 8;
const MAKES: u8 = 16;

impl Seen {
    pub(super) fn forget(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    pub(super) fn kind(&self, is_readonly: bool) -> Kind {
        let seen = self.0.load(Ordering::Relaxed);
        let has = |flag: u8| seen & flag != 0;
        match is_readonly {
            _ if has(BEGINS) => Kind::Begin,
            _ if has(ENDS) => Kind::End,
            _ if has(OF_CONNECTION) => Kind::OfConnection,
            true => Kind::Read,
            false if has(ASKS) => Kind::WriteThatAsks,
            false => Kind::Write,
        }
    }

    /// Whether it makes a table, a view or a trigger.
    pub(super) fn makes(&self) -> bool {
        self.0.load(Ordering::Relaxed) & MAKES != 0
    }

    /// What an authorizer answers, and notes.
    pub(super) fn authorize(&self, context: &AuthContext<'_>) -> Authorization {
        let note = |flag| {
            self.0.fetch_or(flag, Ordering::Relaxed);
        };
        let is_one_of =
            |name: &str, list: &[&str]| list.iter().any(|known| name.eq_ignore_ascii_case(known));
        match context.action {
            AuthAction::Attach { .. } | AuthAction::Detach { .. } | AuthAction::Unknown { .. } => {
                return Authorization::Deny;
            }
            AuthAction::Pragma { pragma_name, .. } if !is_one_of(pragma_name, &PRAGMAS) => {
                return Authorization::Deny;
            }
            AuthAction::Pragma { pragma_name, .. } if is_one_of(pragma_name, &["data_version"]) => {
                note(OF_CONNECTION);
            }
            AuthAction::Function { function_name }
                if is_one_of(function_name, &["load_extension"]) =>
            {
                return Authorization::Deny;
            }
            AuthAction::Function { function_name } if is_one_of(function_name, &FUNCTIONS) => {
                note(ASKS);
            }
            AuthAction::CreateTempIndex { .. } => note(OF_CONNECTION),
            AuthAction::CreateTempTable { .. }
            | AuthAction::CreateTempTrigger { .. }
            | AuthAction::CreateTempView { .. } => note(OF_CONNECTION | MAKES),
            AuthAction::CreateTable { .. }
            | AuthAction::CreateTrigger { .. }
            | AuthAction::CreateView { .. }
            | AuthAction::CreateVtable { .. } => note(MAKES),
            AuthAction::Transaction {
                operation: TransactionOperation::Begin,
            }
            | AuthAction::Savepoint {
                operation: TransactionOperation::Begin,
                ..
            } => note(BEGINS),
            AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => note(ENDS),
            _ => {}
        }
        Authorization::Allow
    }
}

/// The kinds of the statements that were seen; a statement's text decides its kind.
#[derive(Default)]
pub(super) struct Kinds(Mutex<HashMap<Box<str>, Kind>>);

impl Kinds {
    pub(super) fn known(&self, sql: &str) -> Option<Kind> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(sql).copied()
    }

    pub(super) fn keep(&self, sql: &str, kind: Kind) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Functions send the same few statements again and again. One that does not is served
        // all the same, only slower.
        if sql.len() > STATEMENT_KIND_MAX_BYTES {
            return;
        }
        if known.len() >= STATEMENT_KINDS_MAX {
            known.clear();
        }
        known.insert(sql.into(), kind);
    }
}
