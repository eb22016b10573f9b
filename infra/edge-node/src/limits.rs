//! Every limit of the node, with its unit. What a function may use stands first, what a
//! client may send second.

use std::ops::RangeInclusive;
use std::time::Duration;

/// How long a function may compute without waiting for anything. Password hashing takes about
/// 0.1 s; on a busy machine a multiple of it. An endless loop ends here.
pub const CPU_BUDGET: Duration = Duration::from_secs(5);
/// What a function's limits may say instead, in ms.
pub const CPU_BUDGET_RANGE: RangeInclusive<usize> = 10..=30_000;
/// How often computing functions are looked at.
pub const EPOCH_TICK: Duration = Duration::from_millis(10);
/// The same while one of them computes for longer than that: as long as others may have to wait.
pub const EPOCH_TICK_BUSY: Duration = Duration::from_millis(1);
/// What a function may compute at once, in pieces of more than a tick, before short work of
/// others goes before it: a few sign-ins.
pub const CPU_CREDIT: Duration = Duration::from_millis(500);
/// The part of one core by which that grows again.
pub const CPU_SHARE: f64 = 0.1;
/// Whose credit is used up computes when nobody else has done anything for so long,
pub const TURN_QUIET: Duration = Duration::from_millis(1);
/// or when it waited for so long; then one tick. That leaves it a tenth of a core.
pub const TURN_PATIENCE: Duration = Duration::from_millis(10);
/// The same for the last core.
pub const TURN_LAST_QUIET: Duration = Duration::from_millis(50);
/// See [`TURN_LAST_QUIET`].
pub const TURN_LAST_PATIENCE: Duration = Duration::from_millis(200);
/// How often that is looked at.
pub const TURN_LOOK: Duration = Duration::from_millis(1);
/// Instances of one function that may die at once before new ones are made more slowly.
pub const DEATHS_MAX: f64 = 10.0;
/// How many a second are made then.
pub const RESTARTS_PER_S: f64 = 5.0;
/// How long a function may take until its answer begins. Long polls of feeds stay below.
pub const REQUEST_DEADLINE: Duration = Duration::from_secs(40);
/// An instance that outlives all its deadlines by this much is ended by force.
pub const REQUEST_GRACE: Duration = Duration::from_secs(2);
/// An instance without work is kept this long.
pub const INSTANCE_IDLE: Duration = Duration::from_secs(30);
/// An instance is replaced after this many requests.
pub const INSTANCE_REQUESTS_MAX: usize = 4096;
/// Requests that share one instance at a time: a trap takes all of them with it.
pub const INSTANCE_CONCURRENT_MAX: usize = 4;
/// How long making an instance may take.
pub const INSTANTIATE_DEADLINE: Duration = Duration::from_secs(5);
/// The memory of one instance, in bytes, unless its function's limits say otherwise.
pub const MEMORY_MAX_BYTES: usize = 128 << 20;
/// What they may say.
pub const MEMORY_RANGE_BYTES: RangeInclusive<usize> = (1 << 20)..=(1 << 30);
/// The memory of an instance that is given back to the system at once, in bytes.
pub const QUICK_DROP_MAX_BYTES: usize = 8 << 20;
/// The entries of one instance's tables.
pub const TABLE_ENTRIES_MAX: usize = 20_000;
/// Instances of all functions together.
pub const INSTANCES_MAX: u32 = 1024;
/// Instances that a function may have beyond those that its places need: some idle, some are
/// on their way out, some hold a stream.
pub const INSTANCES_SPARE: usize = 32;
/// How long a request waits for room for a new instance before it looks again for a seat in
/// those that there are.
pub const ROOM_WAIT: Duration = Duration::from_millis(50);
/// Requests on a waiting route that share an instance: they compute next to nothing.
pub const INSTANCE_WAITING_MAX: usize = 32;
/// Requests and streams on a waiting route that share an instance.
pub const INSTANCE_STREAMS_MAX: usize = 256;
/// An instance for waiting routes is replaced after this many requests. More than elsewhere:
/// it cannot go before the last of its streams does.
pub const INSTANCE_WAITING_REQUESTS_MAX: usize = 8192;
/// Requests on a receiving route that share an instance: while one computes a digest the
/// others wait, and a trap breaks them all off.
pub const INSTANCE_RECEIVING_MAX: usize = 16;
/// How long an instance may go on after its last answer is out.
pub const AFTERWORK: Duration = Duration::from_secs(30);
/// The part of the machine's memory that all instances may have together,
pub const MEMORY_PART_OF_ALL: usize = 2;
/// and that those of one function may have: the machine's memory divided by this.
pub const MEMORY_PART_OF_FUNCTION: usize = 4;
/// The memory of a machine that does not say how much it has, in bytes.
pub const MACHINE_MEMORY_BYTES: usize = 2 << 30;
/// Memory that a slot for an instance keeps between two uses, in bytes.
pub const SLOT_RESIDENT_BYTES: usize = 1 << 20;
/// Slots that stay warm without being used.
pub const WARM_SLOTS_MAX: u32 = 8;

/// Requests of one function that run at the same time, unless its limits say otherwise.
pub const FUNCTION_CONCURRENT_MAX: usize = 64;
/// What its limits may say.
pub const CONCURRENCY_RANGE: RangeInclusive<usize> = 1..=512;
/// Requests that may wait for one function, unless its limits say otherwise.
pub const FUNCTION_QUEUE_MAX: usize = 256;
/// What its limits may say.
pub const QUEUE_RANGE: RangeInclusive<usize> = 0..=4096;
/// Requests of one function that run at the same time on its waiting routes, unless its limits
/// say otherwise: a follower of each other function, and many times more.
pub const FUNCTION_WAITING_MAX: usize = 512;
/// What its limits may say.
pub const WAITING_RANGE: RangeInclusive<usize> = 1..=4096;
/// Requests of one function whose bodies are being received piece by piece on its receiving
/// routes, unless its limits say otherwise.
pub const FUNCTION_RECEIVING_MAX: usize = 512;
/// What its limits may say.
pub const RECEIVING_RANGE: RangeInclusive<usize> = 1..=4096;
/// One address may have that many of them, divided by this: an office has one address.
pub const RECEIVING_ADDRESS_PART: usize = 2;
/// Answers of one function that are on their way piece by piece, unless its limits say
/// otherwise: event streams of everybody in an institution who looks at a page.
pub const FUNCTION_STREAMS_MAX: usize = 2048;
/// What its limits may say.
pub const STREAMS_RANGE: RangeInclusive<usize> = 1..=8192;
/// How long a request waits for its function before it is sent away.
pub const FUNCTION_QUEUE_WAIT: Duration = Duration::from_secs(5);
/// What `Retry-After` says then, in seconds.
pub const RETRY_AFTER_S: u32 = 2;

/// What `every` of a function's tick may say, in seconds.
pub const TICK_EVERY_RANGE_S: RangeInclusive<usize> = 1..=3_600;
/// The pause before the next tick of a function that has more to do: others come first.
pub const TICK_MORE_PAUSE: Duration = Duration::from_millis(50);
/// The longest pause before a function is sent a tick again that failed.
pub const TICK_FAILED_MAX: Duration = Duration::from_mins(5);

/// How long one SQL statement may run.
pub const STATEMENT_DEADLINE: Duration = Duration::from_secs(10);
/// How long a statement waits for another connection's lock.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The length of one SQL statement, in bytes.
pub const STATEMENT_MAX_BYTES: i32 = 256 << 10;
/// What a statement's text may nest: its SELECTs and its deepest parentheses together.
pub const STATEMENT_LEVELS_MAX: usize = 500;
/// The text of one database's schema, in bytes: each connection has all of it in memory.
pub const SCHEMA_MAX_BYTES: usize = 2 << 20;
/// The tables, indexes, views and triggers of one database: SQLite descends into all of them,
/// one within the other, where each uses the next.
pub const SCHEMA_OBJECTS_MAX: usize = 2_048;
/// What its views and triggers may nest together.
pub const SCHEMA_LEVELS_MAX: usize = 8_192;
/// The stack of a thread that SQLite runs on, in bytes: it takes up to some 2 KiB for each of
/// the levels above. Addresses only, until it is used.
pub const SQLITE_STACK_BYTES: usize = 64 << 20;
/// The stack of a guest, with what the node runs on it, in bytes: reads that take less than
/// [`READ_AT_ONCE`], in which SQLite cannot get deep.
pub const GUEST_STACK_BYTES: usize = 8 << 20;
/// The length of one text or BLOB in a database, in bytes.
pub const VALUE_MAX_BYTES: i32 = 16 << 20;
/// The rows of one result.
pub const RESULT_MAX_ROWS: usize = 50_000;
/// The texts and BLOBs of one result together, in bytes.
pub const RESULT_MAX_BYTES: usize = 32 << 20;
/// Connections for reads that one database has.
pub const READERS_MAX: usize = 8;
/// Connections of their own that the sessions of one database have: for a transaction, and as
/// long as there are temporary tables. Each may take a thread.
pub const OWN_MAX: usize = 16;
/// The pages (of 4 KiB) of the temporary tables of one session, on the system's disk.
pub const TEMPORARY_MAX_PAGES: i32 = 65_536;
/// The pages that a connection keeps in memory, in KiB.
pub const DATABASE_CACHE_KIB: i64 = 2048;
/// A read that takes no longer runs at once; a longer one moves to a thread that may block.
pub const READ_AT_ONCE: Duration = Duration::from_micros(500);
/// Writes of one database that may wait.
pub const WRITE_QUEUE_MAX: usize = 1024;
/// Writes that share a commit.
pub const WRITE_GROUP_MAX: usize = 256;
/// A group that took so long commits what is done; the rest waits for the next one.
pub const WRITE_GROUP_WAIT: Duration = Duration::from_millis(50);
/// A transaction in which nothing is done for so long is rolled back. Shorter than
/// [`BUSY_TIMEOUT`], so that nobody who waits for it is refused.
pub const TRANSACTION_PAUSE: Duration = Duration::from_secs(2);
/// A transaction that lasts longer is rolled back at its next pause.
pub const TRANSACTION_MAX: Duration = Duration::from_secs(30);
/// The log is moved into the database each time that it grew by so many pages (of 4 KiB).
pub const CHECKPOINT_PAGES: i32 = 1_000;
/// Writes wait for it once it has so many.
pub const LOG_MAX_PAGES: i32 = 16_384;
/// How long a writer's turn may wait for reads of what is in the log,
pub const CHECKPOINT_WAIT: Duration = Duration::from_millis(100);
/// and how long it does not wait again.
pub const CHECKPOINT_PAUSE: Duration = Duration::from_secs(2);
/// The columns of a result, and of a table.
pub const COLUMNS_MAX: i32 = 200;
/// The pattern of a LIKE or GLOB, in bytes: a long one takes its length squared.
pub const PATTERN_MAX_BYTES: i32 = 1_000;
/// The length of a statement whose kind is remembered, in bytes.
pub const STATEMENT_KIND_MAX_BYTES: usize = 8 << 10;
/// Statements of one database whose kind is remembered.
pub const STATEMENT_KINDS_MAX: usize = 1024;
/// Prepared statements that a connection keeps.
pub const STATEMENT_CACHE: usize = 64;
/// The memory of a prepared statement that is kept, in bytes.
pub const STATEMENT_KEEP_MAX_BYTES: i32 = 256 << 10;
/// The memory that one statement may take within SQLite, in bytes: a few of the longest values.
pub const STATEMENT_MEMORY_MAX_BYTES: i64 = 128 << 20;
/// What it may take in any case. More it gets only as long as SQLite has less in all than the
/// machine's memory,
pub const STATEMENT_MEMORY_SHORT_BYTES: i64 = 16 << 20;
/// divided by this.
pub const STATEMENTS_MEMORY_PART: usize = 4;
/// Whoever asks for so much at once is asked whether their time is over, in bytes.
pub const STATEMENT_MEMORY_LOOK_BYTES: i32 = 64 << 10;
/// Answers of one database's writes that nobody took yet, together, in KiB.
pub const WRITE_ANSWERS_MAX_KIB: usize = 64 << 10;
/// An answer that is no longer takes no room from others, in bytes.
pub const WRITE_ANSWER_SHORT_BYTES: usize = 64 << 10;
/// Results that all instances of a function have and have not read yet, together, in KiB.
pub const RESULTS_UNREAD_MAX_KIB: usize = 128 << 10;
/// Connections that one instance may have open.
pub const CONNECTIONS_MAX: usize = 16;

/// Stores that one instance may have open.
pub const STORES_MAX: usize = 64;
/// The length of a key, in bytes.
pub const KEY_MAX_BYTES: usize = 1 << 10;
/// The length of a value, in bytes.
pub const KEY_VALUE_MAX_BYTES: usize = 1 << 20;
/// The keys of one listing.
pub const KEYS_MAX: usize = 50_000;

/// Requests that a function has sent and whose answers have not come to an end, for each of its
/// requests that may run at the same time.
pub const OUTBOUND_PER_REQUEST: usize = 2;
/// Connecting to a host that a function asks.
pub const OUTBOUND_CONNECT: Duration = Duration::from_secs(10);
/// Waiting for its answer, and between two pieces of it.
pub const OUTBOUND_WAIT: Duration = Duration::from_secs(30);
/// What a function causes to be logged again and again is logged so often at once,
pub const LOG_REPEATS_MAX: f64 = 10.0;
/// and so often a second after that.
pub const LOG_REPEATS_PER_S: f64 = 5.0;
/// Lines of the log that wait to be written.
pub const LOG_LINES_MAX: usize = 8_192;
/// A line that a function prints, in bytes; longer ones are broken.
pub const GUEST_LINE_MAX_BYTES: usize = 8 << 10;
/// What a function may print at once before it has to wait, in bytes.
pub const GUEST_PRINTS_MAX_BYTES: f64 = 262_144.0;
/// What it may print all the time, in bytes a second.
pub const GUEST_PRINTS_BYTES_PER_S: f64 = 16_384.0;
/// How often it is seen whether it still has to wait.
pub const GUEST_PRINTS_PAUSE: Duration = Duration::from_millis(50);
/// The header fields of one message that a function makes, in bytes.
pub const GUEST_FIELDS_MAX_BYTES: usize = 32 << 10;
/// What one instance may hold of the node: requests, answers, header lists, connections. With
/// the longest of header lists that is 16 MiB.
pub const HANDLES_MAX: usize = 512;
/// The same of an instance that many requests and streams wait in.
pub const HANDLES_WAITING_MAX: usize = 2048;
/// What the runtime keeps for one instance: handles, those to its own things included, and
/// apart from them tasks, streams and futures.
pub const COMPONENT_HANDLES_MAX: usize = 10_000;

/// The body of a request, in bytes.
pub const BODY_MAX_BYTES: usize = 1 << 20;
/// How long a client may take to send it. No function waits meanwhile.
pub const BODY_WAIT: Duration = Duration::from_secs(60);
/// How long may pass between two pieces of it.
pub const BODY_PAUSE: Duration = Duration::from_secs(10);
/// So much of a body takes no room from others: JSON is no longer (crates/http), in bytes.
pub const BODY_SHORT_BYTES: usize = 64 << 10;
/// But where a client sends many at a time, by HTTP/2, such beginnings take room from each
/// other, and by HTTP/1 what of them is longer than this, in bytes:
pub const BODY_TINY_BYTES: usize = 16 << 10;
/// all of them together, in KiB.
pub const BODIES_SHORT_MAX_KIB: usize = 256 << 10;
/// The rest of all bodies that are being received, together, in KiB.
pub const BODIES_MAX_KIB: usize = 128 << 10;
/// What a function gets at once of a body on a receiving route, in bytes.
pub const PIECE_BYTES: usize = 256 << 10;
/// So much of a piece takes no room from others, in bytes.
pub const PIECE_SHORT_BYTES: usize = 16 << 10;
/// The rest of all pieces together, in KiB. Where it is taken, pieces are shorter.
pub const PIECES_MAX_KIB: usize = 64 << 10;
/// How long more of a piece is waited for after its beginning came.
pub const PIECE_WAIT: Duration = Duration::from_millis(500);
/// Frames of a piece that are taken before others get the thread.
pub const PIECE_FRAMES_MAX: usize = 256;
/// How long a body on a receiving route may be waited for, until
pub const RECEIVING_PAUSE: Duration = Duration::from_secs(60);
/// so much of it came, in bytes. Ten uploads that share 64 kbit/s bring ten times as much.
pub const RECEIVING_LEAST_BYTES: usize = 4 << 10;
/// How long bodies may still come once the node is to end; then their functions keep what came.
pub const RECEIVING_END: Duration = Duration::from_secs(5);
/// How long after a piece a function may take until it wants the next one and gets it, or
/// answers: the client's time and its own.
pub const RECEIVING_DEADLINE: Duration =
    Duration::from_secs(RECEIVING_PAUSE.as_secs() + REQUEST_DEADLINE.as_secs());
/// An answer that is at most so long is taken from its function in one piece, however slowly
/// the client takes it, in bytes.
pub const ANSWER_WHOLE_MAX_BYTES: u64 = 1 << 20;
/// All such answers that clients have not taken yet may have the machine's memory together,
/// divided by this.
pub const ANSWERS_MEMORY_PART: usize = 8;
/// An answer that is no longer takes none of it, in bytes.
pub const ANSWER_TINY_BYTES: usize = 1 << 10;
/// Answers of one function that the node keeps to give them to everybody.
pub const KEPT_MAX: usize = 1_024;
/// The length of their paths, and of what they accept, in bytes.
pub const KEPT_KEY_MAX_BYTES: usize = 256;
/// Those of one function together, in bytes; a single one may have an eighth of it.
pub const KEPT_MAX_BYTES: usize = 8 << 20;
/// How long an answer that does not tell its length is waited for before it goes out piece by
/// piece.
pub const STREAM_PATIENCE: Duration = Duration::from_millis(100);
/// What is read and thrown away of a body that is too large, so that the client gets to read
/// the answer, in bytes.
pub const DRAIN_MAX_BYTES: u64 = 8 << 20;
/// How long that may take.
pub const DRAIN_WAIT: Duration = Duration::from_secs(5);
/// The header fields of a request.
pub const HEADER_FIELDS_MAX: usize = 100;
/// The header fields of a request together, in bytes.
pub const HEADERS_MAX_BYTES: usize = 16 << 10;
/// Path and query of a request, in bytes.
pub const TARGET_MAX_BYTES: usize = 8 << 10;
/// What the HTTP reader takes before it hangs up without a document, in bytes.
pub const HEAD_BUFFER_BYTES: usize = 32 << 10;
/// The header fields that the HTTP reader takes before that.
pub const HEAD_BUFFER_FIELDS: usize = 512;
/// The characters of a request id that is taken over from a client.
pub const REQUEST_ID_CHARS: RangeInclusive<usize> = 8..=64;
/// How long no connection is accepted after one could not be.
pub const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Connections at the same time, where there are file handles for them.
pub const CONNECTIONS_HTTP_MAX: usize = 16_384;
/// One address may have that many of them, divided by this.
pub const CONNECTIONS_ADDRESS_PART: usize = 2;
/// How long a client may take to send a request's head, and its first request.
pub const HEAD_WAIT: Duration = Duration::from_secs(10);
/// How long a connection is kept on which nothing is asked and of which nothing is taken.
/// Event streams say something more often than that.
pub const CONNECTION_IDLE: Duration = Duration::from_secs(60);
/// How long a connection is kept without a running request once the node is to end.
pub const CONNECTION_END: Duration = Duration::from_secs(2);
/// How often a connection is looked at then.
pub const CONNECTION_LOOK: Duration = Duration::from_secs(1);
/// Requests at the same time on one HTTP/2 connection.
pub const STREAMS_MAX: u32 = 32;
/// What an HTTP/2 client may send of one body, and of all on its connection, before somebody
/// takes it, in bytes.
pub const WINDOW_BYTES: u32 = 256 << 10;
/// What is kept for an HTTP/2 client of one answer before it is taken, in bytes.
pub const SEND_BUFFER_BYTES: usize = 64 << 10;
/// How long running requests may take to finish after SIGTERM.
pub const DRAIN_DEADLINE: Duration = Duration::from_secs(30);
/// What a function may answer to the node itself, when it is asked whether it is ready or is sent
/// a tick, in bytes.
pub const ANSWER_INSIDE_MAX_BYTES: usize = 1 << 20;
/// How long a function may take to say that it is ready.
pub const HEALTH_WAIT: Duration = Duration::from_secs(10);
/// How long to wait before asking again a function that is not ready.
pub const HEALTH_PAUSE: Duration = Duration::from_secs(2);
/// The years that a clock which is set may show: the first is that of this code, the last the
/// last that functions keep.
pub const CLOCK_YEARS: RangeInclusive<i32> = 2026..=2099;

/// How long `ngantor doctor` waits for one check.
pub const DOCTOR_WAIT: Duration = Duration::from_secs(30);
/// How long it waits until every database has been read from one end to the other.
pub const DOCTOR_DATABASES_WAIT: Duration = Duration::from_secs(60 * 60);
/// A disk with less room than this is about to refuse writes, in bytes.
pub const DISK_FREE_LOW_BYTES: u64 = 256 << 20;
/// A disk with less room than this wants to be looked after, in bytes.
pub const DISK_FREE_WATCH_BYTES: u64 = 2 << 30;
/// The same as days, at the pace at which the databases grew so far.
pub const DISK_FREE_WATCH_DAYS: u64 = 30;
/// A file system with fewer free inodes than this is about to refuse new files.
pub const INODES_FREE_LOW: u64 = 1_000;
/// Flushing a small write takes longer than this only where the disk is slow or busy.
pub const FLUSH_SLOW: Duration = Duration::from_millis(50);
/// A log that nobody takes into its database grows past this, in bytes.
pub const WAL_WATCH_BYTES: u64 = 256 << 20;
/// Files that were written this far in the future mean that the clock was set back.
pub const CLOCK_BACK_MAX: Duration = Duration::from_secs(60);
/// The file handles of a node beside those of its connections to clients: databases,
/// components, outgoing requests.
pub const FILES_BESIDE_CONNECTIONS: usize = 1024;
/// The memory that a node wants to find at its start, in bytes.
pub const MEMORY_WANTED_BYTES: u64 = 512 << 20;
/// How long the address that the node listens on may take to answer.
pub const ADDRESS_WAIT: Duration = Duration::from_secs(3);
