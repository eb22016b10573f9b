//! What kind a statement is, which SQLite tells while it prepares it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

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

/// SQLite's functions that take next to no time, however long their arguments are. What asks any
/// other never runs on a thread that others wait for: in one call nobody looks at the clock.
const QUICK_FUNCTIONS: [&str; 26] = [
    "abs",
    "avg",
    "changes",
    "coalesce",
    "count",
    "date",
    "datetime",
    "ifnull",
    "iif",
    "julianday",
    "last_insert_rowid",
    "lead",
    "lag",
    "max",
    "min",
    "nullif",
    "octet_length",
    "rank",
    "round",
    "row_number",
    "sum",
    "time",
    "total",
    "total_changes",
    "typeof",
    "unixepoch",
];

/// `json_patch` takes the product of two lengths, in one call.
const REFUSED_FUNCTIONS: [&str; 2] = ["json_patch", "load_extension"];

/// The pragmas that are asked like a table have names that begin with this.
const PRAGMA_TABLE: &str = "pragma_";

/// Where a statement runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It changes nothing, and took little time when it ran last.
    Read,
    /// It changes nothing, and took long, or is not known yet.
    SlowRead,
    /// It changes nothing, and may take long at any time.
    HeavyRead,
    /// It changes rows or the schema.
    Write,
    /// It changes rows and asks what the write before it did: on a connection that others use
    /// too it would get somebody else's answer.
    WriteThatAsks,
    /// It begins a transaction.
    Begin,
    /// It ends one.
    End,
    /// It ends a savepoint, and the transaction that began with it.
    Release,
    /// It makes or asks what belongs to a connection: temporary tables, `data_version`.
    OfConnection,
}

/// What the authorizer saw of the statement that is being prepared.
#[derive(Debug, Default)]
pub(super) struct Seen {
    flags: AtomicU8,
    /// Whether any statement since this was asked last changes the schema.
    changes_schema: AtomicBool,
    /// Whether any statement made what belongs to the connection.
    is_of_connection: AtomicBool,
}

const BEGINS: u8 = 1;
const ENDS: u8 = 2;
const OF_CONNECTION: u8 = 4;
const ASKS: u8 = 8;
const MAKES: u8 = 16;
const RELEASES: u8 = 32;
const IS_HEAVY: u8 = 64;
const CHANGES_SCHEMA: u8 = 128;

impl Seen {
    pub(super) fn forget(&self) {
        self.flags.store(0, Ordering::Relaxed);
    }

    pub(super) fn kind(&self, is_readonly: bool) -> Kind {
        match is_readonly {
            _ if self.has(BEGINS) => Kind::Begin,
            _ if self.has(ENDS) => Kind::End,
            _ if self.has(RELEASES) => Kind::Release,
            _ if self.has(OF_CONNECTION) => Kind::OfConnection,
            true if self.has(IS_HEAVY) => Kind::HeavyRead,
            true => Kind::SlowRead,
            false if self.has(ASKS) => Kind::WriteThatAsks,
            false => Kind::Write,
        }
    }

    fn has(&self, flag: u8) -> bool {
        self.flags.load(Ordering::Relaxed) & flag != 0
    }

    /// Whether it makes a table, a view or a trigger.
    pub(super) fn makes(&self) -> bool {
        self.has(MAKES)
    }

    /// Whether it changes the schema that all see.
    pub(super) fn changes_schema(&self) -> bool {
        self.has(CHANGES_SCHEMA)
    }

    /// Whether one did since this was asked last.
    pub(super) fn take_changes_schema(&self) -> bool {
        self.changes_schema.swap(false, Ordering::Relaxed)
    }

    /// Whether any made or asked what belongs to the connection.
    pub(super) fn is_of_connection(&self) -> bool {
        self.is_of_connection.load(Ordering::Relaxed)
    }

    /// What an authorizer answers, and notes.
    pub(super) fn authorize(&self, context: &AuthContext<'_>) -> Authorization {
        if is_denied(&context.action) {
            return Authorization::Deny;
        }
        let flags = flags(&context.action, context.database_name);
        self.flags.fetch_or(flags, Ordering::Relaxed);
        if flags & CHANGES_SCHEMA != 0 {
            self.changes_schema.store(true, Ordering::Relaxed);
        }
        if flags & OF_CONNECTION != 0 {
            self.is_of_connection.store(true, Ordering::Relaxed);
        }
        Authorization::Allow
    }
}

fn is_one_of(name: &str, list: &[&str]) -> bool {
    list.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn is_pragma_table(name: &str) -> bool {
    let begin = name.get(..PRAGMA_TABLE.len());
    begin.is_some_and(|begin| begin.eq_ignore_ascii_case(PRAGMA_TABLE))
}

fn is_denied(action: &AuthAction<'_>) -> bool {
    match action {
        AuthAction::Attach { .. } | AuthAction::Detach { .. } | AuthAction::Unknown { .. } => true,
        AuthAction::Pragma { pragma_name, .. } => !is_one_of(pragma_name, &PRAGMAS),
        AuthAction::Function { function_name } => is_one_of(function_name, &REFUSED_FUNCTIONS),
        _ => false,
    }
}

fn flags(action: &AuthAction<'_>, database: Option<&str>) -> u8 {
    let is_temporary = database.is_some_and(|name| name.eq_ignore_ascii_case("temp"));
    match action {
        AuthAction::Pragma { pragma_name, .. } if is_one_of(pragma_name, &["data_version"]) => {
            OF_CONNECTION
        }
        AuthAction::Pragma { .. } => IS_HEAVY,
        AuthAction::Function { function_name } if is_one_of(function_name, &FUNCTIONS) => ASKS,
        AuthAction::Function { function_name } if !is_one_of(function_name, &QUICK_FUNCTIONS) => {
            IS_HEAVY
        }
        AuthAction::Read { table_name, .. } if is_one_of(table_name, &["pragma_data_version"]) => {
            OF_CONNECTION
        }
        AuthAction::Read { table_name, .. } if is_pragma_table(table_name) => IS_HEAVY,
        AuthAction::CreateTempIndex { .. }
        | AuthAction::CreateTempTable { .. }
        | AuthAction::CreateTempTrigger { .. }
        | AuthAction::CreateTempView { .. } => OF_CONNECTION | MAKES,
        AuthAction::CreateTable { .. }
        | AuthAction::CreateTrigger { .. }
        | AuthAction::CreateView { .. }
        | AuthAction::CreateVtable { .. }
            if is_temporary =>
        {
            OF_CONNECTION | MAKES
        }
        // What is made for a connection alone need not be told as such: `CREATE TRIGGER temp.t`
        // shows only by the table that it is written down in.
        AuthAction::Insert { .. } if is_temporary => OF_CONNECTION,
        AuthAction::Insert { table_name }
            if is_one_of(table_name, &["sqlite_temp_master", "sqlite_temp_schema"]) =>
        {
            OF_CONNECTION
        }
        AuthAction::CreateTable { .. }
        | AuthAction::CreateTrigger { .. }
        | AuthAction::CreateView { .. }
        | AuthAction::CreateVtable { .. }
        | AuthAction::CreateIndex { .. }
        | AuthAction::AlterTable { .. } => MAKES | CHANGES_SCHEMA,
        AuthAction::DropIndex { .. }
        | AuthAction::DropTable { .. }
        | AuthAction::DropTrigger { .. }
        | AuthAction::DropView { .. }
        | AuthAction::DropVtable { .. } => CHANGES_SCHEMA,
        AuthAction::Transaction {
            operation: TransactionOperation::Begin,
        }
        | AuthAction::Savepoint {
            operation: TransactionOperation::Begin,
            ..
        } => BEGINS,
        AuthAction::Transaction { .. } => ENDS,
        AuthAction::Savepoint {
            operation: TransactionOperation::Release,
            ..
        } => RELEASES,
        _ => 0,
    }
}

/// The kinds of the statements that were seen. A statement's text and the schema decide its kind.
#[derive(Default)]
pub(super) struct Kinds(Mutex<Known>);

#[derive(Default)]
struct Known {
    kinds: HashMap<Box<str>, Kind>,
    age: Age,
}

/// Which schema something was learnt of: grows by one with each change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Age(u64);

impl Kinds {
    pub(super) fn known(&self, sql: &str) -> Option<Kind> {
        self.lock().kinds.get(sql).copied()
    }

    pub(super) fn age(&self) -> Age {
        self.lock().age
    }

    /// The schema is another one.
    pub(super) fn forget(&self) {
        let mut known = self.lock();
        known.kinds.clear();
        known.age.0 += 1;
    }

    pub(super) fn keep(&self, sql: &str, kind: Kind, age: Age) {
        // Functions send the same few statements again and again. One that does not is served
        // all the same, only slower.
        if sql.len() > STATEMENT_KIND_MAX_BYTES {
            return;
        }
        let mut known = self.lock();
        if known.age != age {
            return;
        }
        if known.kinds.len() >= STATEMENT_KINDS_MAX {
            known.kinds.clear();
        }
        known.kinds.insert(sql.into(), kind);
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
