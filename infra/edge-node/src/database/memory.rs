//! How much memory one statement may take within SQLite, and that what takes much of it ends
//! with the statement's time.
//!
//! SQLite limits the length of a value, but not how many it holds at once, nor what its JSON
//! functions build before they look at that length: one statement could take gigabytes, and the
//! whole node would end. A statement runs on one thread from its begin to its end, so what that
//! thread takes is what the statement takes. SQLite's allocator is asked through this one, which
//! refuses what is too much: the statement fails with "out of memory", and nobody else's does.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::marker::PhantomData;
use std::ptr::null_mut;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::ffi;

use crate::host::machine;
use crate::limits::{
    STATEMENT_MEMORY_LOOK_BYTES, STATEMENT_MEMORY_MAX_BYTES, STATEMENT_MEMORY_SHORT_BYTES,
    STATEMENTS_MEMORY_PART,
};

/// SQLite's own allocator.
struct Theirs {
    malloc: unsafe extern "C" fn(c_int) -> *mut c_void,
    free: unsafe extern "C" fn(*mut c_void),
    realloc: unsafe extern "C" fn(*mut c_void, c_int) -> *mut c_void,
    size: unsafe extern "C" fn(*mut c_void) -> c_int,
    /// What all statements may have together before the large ones are refused more, in bytes.
    all_max: i64,
}

/// None where SQLite would not let itself be asked.
static THEIRS: OnceLock<Option<Theirs>> = OnceLock::new();
/// The bytes that SQLite has.
static ALL: AtomicI64 = AtomicI64::new(0);

/// A statement that runs.
#[derive(Clone, Copy)]
struct Running {
    /// What it took beyond what it gave back, in bytes.
    taken: i64,
    until: Instant,
}

thread_local! {
    /// The one that runs on this thread.
    static RUNNING: Cell<Option<Running>> = const { Cell::new(None) };
}

/// As long as it lives, what SQLite takes on this thread has a limit.
pub(super) struct Limited(PhantomData<*const ()>);

impl Limited {
    pub(super) fn begin(patience: Duration) -> Self {
        RUNNING.set(Some(Running {
            taken: 0,
            until: Instant::now() + patience,
        }));
        Self(PhantomData)
    }

    /// What the statement holds so far, in bytes.
    pub(super) fn taken(&self) -> i64 {
        RUNNING.get().map_or(0, |running| running.taken)
    }
}

impl Drop for Limited {
    fn drop(&mut self) {
        RUNNING.set(None);
    }
}

/// Whether the time of the statement that runs here is over.
pub(super) fn is_late() -> bool {
    RUNNING
        .get()
        .is_some_and(|running| Instant::now() > running.until)
}

/// Lets SQLite ask this allocator. It can be told so only before anything else is asked of it,
/// so whoever opens a connection calls this first.
pub(super) fn install() {
    let theirs = THEIRS.get_or_init(configure);
    if theirs.is_none() {
        tracing::error!("SQLite was in use before it could be limited in memory");
    }
}

#[expect(
    unsafe_code,
    reason = "SQLite is told of an allocator by a function of C"
)]
fn configure() -> Option<Theirs> {
    let mut methods = ffi::sqlite3_mem_methods {
        xMalloc: None,
        xFree: None,
        xRealloc: None,
        xSize: None,
        xRoundup: None,
        xInit: None,
        xShutdown: None,
        pAppData: null_mut(),
    };
    // SAFETY: both options take a pointer to this structure, which SQLite writes to and copies
    // from before it returns. It refuses both where it is in use already.
    let got = unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_GETMALLOC, &raw mut methods) };
    let theirs = Theirs {
        malloc: methods.xMalloc?,
        free: methods.xFree?,
        realloc: methods.xRealloc?,
        size: methods.xSize?,
        all_max: signed(machine::memory_bytes() / STATEMENTS_MEMORY_PART),
    };
    methods.xMalloc = Some(malloc);
    methods.xFree = Some(free);
    methods.xRealloc = Some(realloc);
    // SAFETY: as above; the functions do what SQLite asks of an allocator, by its own.
    let set = unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MALLOC, &raw mut methods) };
    (got == ffi::SQLITE_OK && set == ffi::SQLITE_OK).then_some(theirs)
}

fn theirs() -> Option<&'static Theirs> {
    THEIRS.get()?.as_ref()
}

/// Whether the statement that runs here may have so much more.
fn may_have(n_bytes: c_int, theirs: &Theirs) -> bool {
    let Some(Running { taken, until }) = RUNNING.get() else {
        return true;
    };
    let would_have = taken + i64::from(n_bytes);
    let is_much = would_have > STATEMENT_MEMORY_SHORT_BYTES;
    would_have <= STATEMENT_MEMORY_MAX_BYTES
        && !(is_much && ALL.load(Ordering::Relaxed) > theirs.all_max)
        // Nobody else looks at the clock within one call of a function.
        && (n_bytes < STATEMENT_MEMORY_LOOK_BYTES || Instant::now() <= until)
}

fn note(n_bytes: i64) {
    ALL.fetch_add(n_bytes, Ordering::Relaxed);
    if let Some(mut running) = RUNNING.get() {
        running.taken += n_bytes;
        RUNNING.set(Some(running));
    }
}

#[expect(unsafe_code, reason = "SQLite calls it, and it calls SQLite's own")]
unsafe extern "C" fn malloc(n_bytes: c_int) -> *mut c_void {
    let Some(theirs) = theirs() else {
        return null_mut();
    };
    if !may_have(n_bytes, theirs) {
        return null_mut();
    }
    // SAFETY: what SQLite asks is passed on, and the size asked of what was just given.
    unsafe {
        let given = (theirs.malloc)(n_bytes);
        if !given.is_null() {
            note((theirs.size)(given).into());
        }
        given
    }
}

#[expect(unsafe_code, reason = "SQLite calls it, and it calls SQLite's own")]
unsafe extern "C" fn free(held: *mut c_void) {
    let Some(theirs) = theirs().filter(|_| !held.is_null()) else {
        return;
    };
    // SAFETY: SQLite frees what it was given by `malloc` or `realloc`, which is theirs.
    unsafe {
        note(-i64::from((theirs.size)(held)));
        (theirs.free)(held);
    }
}

#[expect(unsafe_code, reason = "SQLite calls it, and it calls SQLite's own")]
unsafe extern "C" fn realloc(held: *mut c_void, n_bytes: c_int) -> *mut c_void {
    let Some(theirs) = theirs() else {
        return null_mut();
    };
    // SAFETY: as in `free`; where nothing is given, what was held stays as it is.
    unsafe {
        let before = (theirs.size)(held);
        if n_bytes > before && !may_have(n_bytes - before, theirs) {
            return null_mut();
        }
        let given = (theirs.realloc)(held, n_bytes);
        if !given.is_null() {
            note(i64::from((theirs.size)(given)) - i64::from(before));
        }
        given
    }
}

fn signed(n_bytes: usize) -> i64 {
    i64::try_from(n_bytes).unwrap_or(i64::MAX)
}
