/* What the library and the test tell each other. tests/node/faults/preload.rs has the layout of
 * `struct control` as well, tests/node/faults/power.rs that of `struct mark`.
 */
#include <stdint.h>

enum write_action {
    WRITE_OK,
    WRITE_EIO,
    WRITE_ENOSPC,
    WRITE_ENOSPC_GROWING, /* as a disk that is full: what is there can still be overwritten */
    WRITE_SHORT,          /* the first half only, as if a signal had come */
    WRITE_DIE,            /* the first half, then the process is gone */
};
enum sync_action { SYNC_OK, SYNC_EIO, SYNC_DIE_BEFORE, SYNC_DIE_AFTER, SYNC_LIE };

struct control {
    uint64_t write_action;
    uint64_t write_after; /* so many matching writes pass before one is struck */
    uint64_t write_times; /* so many are struck */
    uint64_t sync_action;
    uint64_t sync_after;
    uint64_t sync_times;
    char target[64]; /* how a file's name begins; empty: every database; *.db: that file */
    uint64_t n_writes;
    uint64_t n_syncs;
    uint64_t n_struck;
};

/* A note in <file>.undo. */
enum { MARK_WRITE = 1, MARK_SYNCED = 2, MARK_SYNC_FAILED = 3 };
struct mark {
    uint64_t kind;
    uint64_t at;       /* of a write: its place in the file; of a flush: up to here it holds */
    uint64_t n;        /* of a write: its length */
    uint64_t old_size; /* the file's size before */
    uint64_t n_old;    /* so many bytes of what was there follow */
};
