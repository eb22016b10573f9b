/* A disk that fails on request, and that remembers what a power cut would take away.
 *
 * Loaded into the node with LD_PRELOAD by the fault campaign (tests/node/faults). It stands
 * between SQLite and the C library for files named *.db and *.db-wal, and leaves everything
 * else alone, the shared memory of the WAL (-shm) included. It is C because interposing needs
 * what the workspace forbids its Rust: `unsafe`.
 *
 * FAULTS_CONTROL names a file of 4096 bytes, shared with the test: `struct control`, which the
 * test may change at any time. FAULTS_UNDO names a folder: before each write to
 * <file>, what the write replaces is appended to <folder>/<file>.undo; a flush that succeeded
 * appends a mark up to where that holds. What is not covered by a mark may be lost.
 *
 * Not modelled: directory entries (a file that was made or removed stays so), writes through
 * mmap (SQLite writes no database that way), and calls that its SQLite does not make (writev,
 * fallocate, openat).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "layout.h"

enum { FDS_MAX = 65536, FILES_MAX = 64, NAME_MAX_BYTES = 64, CONTROL_BYTES = 4096 };

struct file {
    char name[NAME_MAX_BYTES];
    int undo;
    int keeps_marks; /* a flush failed, or a process before this one left marks */
};

static struct file files[FILES_MAX];
static struct file *by_fd[FDS_MAX];
static struct control *control;
static const char *undo_folder;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static int (*real_dup2)(int, int);
static int (*real_unlink)(const char *);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

static void fail(const char *words) {
    fprintf(stderr, "faults preload: %s: %s\n", words, strerror(errno));
    abort();
}

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL) {
        fail(name);
    }
    return found;
}

static void prepare(void) {
    real_open = real("open64");
    real_close = real("close");
    real_dup2 = real("dup2");
    real_unlink = real("unlink");
    real_write = real("write");
    real_pwrite = real("pwrite64");
    real_ftruncate = real("ftruncate64");
    real_fsync = real("fsync");
    real_fdatasync = real("fdatasync");
    undo_folder = getenv("FAULTS_UNDO");
    const char *path = getenv("FAULTS_CONTROL");
    if (path == NULL || undo_folder == NULL) {
        errno = EINVAL;
        fail("FAULTS_CONTROL and FAULTS_UNDO name a file and a folder");
    }
    int fd = real_open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        fail(path);
    }
    control = mmap(NULL, CONTROL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (control == MAP_FAILED) {
        fail("mmap");
    }
    real_close(fd);
}

static void ready(void) { pthread_once(&once, prepare); }

static int ends_with(const char *name, const char *end) {
    size_t n_name = strlen(name), n_end = strlen(end);
    return n_name >= n_end && strcmp(name + n_name - n_end, end) == 0;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static int is_ours(const char *name) {
    return strlen(name) < NAME_MAX_BYTES && (ends_with(name, ".db") || ends_with(name, ".db-wal"));
}

/* The record of a file, made when it is met first. Called under the lock. */
static struct file *file_of(const char *name) {
    struct file *file = files;
    while (file < files + FILES_MAX && file->name[0] != 0) {
        if (strcmp(file->name, name) == 0) {
            return file;
        }
        file++;
    }
    if (file == files + FILES_MAX) {
        errno = ENFILE;
        fail("too many databases");
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.undo", undo_folder, name);
    file->undo = real_open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file->undo < 0) {
        fail(path);
    }
    file->keeps_marks = lseek(file->undo, 0, SEEK_END) > 0;
    strcpy(file->name, name);
    return file;
}

static int open_database(const char *path, int flags, mode_t mode) {
    /* What a write replaces is read through the writer's own handle: closing another one would
     * take SQLite's locks away (POSIX locks belong to the process). */
    flags = (flags & O_ACCMODE) == O_WRONLY ? (flags & ~O_ACCMODE) | O_RDWR : flags;
    int fd = real_open(path, flags, mode);
    int kept = errno;
    if (fd >= FDS_MAX) {
        fail("too many open files");
    }
    if (fd >= 0) {
        pthread_mutex_lock(&lock);
        by_fd[fd] = file_of(base_name(path));
        pthread_mutex_unlock(&lock);
    }
    errno = kept;
    return fd;
}

static struct file *known(int fd) { return fd >= 0 && fd < FDS_MAX ? by_fd[fd] : NULL; }

/* A target that ends as a database does is a whole name, so that its log is none. */
static int is_target(const char *name) {
    const char *target = control->target;
    return ends_with(target, ".db") ? strcmp(name, target) == 0
                                    : strncmp(name, target, strlen(target)) == 0;
}

/* Counts down to a blow. The action when it falls now, 0 when not. Called under the lock. */
static uint64_t blow(const struct file *file, uint64_t action, uint64_t *after, uint64_t *times) {
    if (action == 0 || !is_target(file->name)) {
        return 0;
    }
    if (*after > 0) {
        *after -= 1;
        return 0;
    }
    if (*times == 0) {
        return 0;
    }
    *times -= 1;
    control->n_struck += 1;
    return action;
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) {
        pause();
    }
}

static void append(struct file *file, const struct mark *mark, const void *old) {
    /* One write, so that a kill leaves at most one torn mark, the last. */
    char *whole = malloc(sizeof *mark + mark->n_old);
    if (whole == NULL) {
        fail("malloc");
    }
    memcpy(whole, mark, sizeof *mark);
    memcpy(whole + sizeof *mark, old, mark->n_old);
    size_t n = sizeof *mark + mark->n_old;
    if (real_write(file->undo, whole, n) != (ssize_t)n) {
        fail("the undo log cannot be written");
    }
    free(whole);
}

static uint64_t size_of(int fd) {
    struct stat about;
    if (fstat(fd, &about) != 0) {
        fail("fstat");
    }
    return (uint64_t)about.st_size;
}

/* Keeps what the bytes from `at` on are before they change. Called under the lock. */
static void keep(struct file *file, int fd, uint64_t at, uint64_t n) {
    struct mark mark = {MARK_WRITE, at, n, size_of(fd), 0};
    if (at < mark.old_size) {
        mark.n_old = mark.old_size - at < n ? mark.old_size - at : n;
    }
    char *old = malloc(mark.n_old + 1);
    if (old == NULL || pread(fd, old, mark.n_old, (off_t)at) != (ssize_t)mark.n_old) {
        fail("what a write replaces cannot be read");
    }
    append(file, &mark, old);
    free(old);
}

static ssize_t put(int fd, const void *bytes, size_t n, uint64_t at, int moves) {
    return moves ? real_write(fd, bytes, n) : real_pwrite(fd, bytes, n, (off_t)at);
}

/* What `write` and `pwrite` do to a database. Called under the lock. */
static ssize_t guarded_write(struct file *file, int fd, const void *bytes, size_t n, uint64_t at,
                             int moves) {
    control->n_writes += 1;
    uint64_t action = control->write_action;
    if (action == WRITE_ENOSPC_GROWING && at + n <= size_of(fd)) {
        action = WRITE_OK;
    }
    action = blow(file, action, &control->write_after, &control->write_times);
    switch (action) {
    case WRITE_EIO:
        errno = EIO;
        return -1;
    case WRITE_ENOSPC:
    case WRITE_ENOSPC_GROWING:
        errno = ENOSPC;
        return -1;
    case WRITE_SHORT:
    case WRITE_DIE:
        n = n > 1 ? n / 2 : n;
        break;
    default:
        break;
    }
    keep(file, fd, at, n);
    ssize_t written = put(fd, bytes, n, at, moves);
    if (action == WRITE_DIE) {
        die();
    }
    return written;
}

static int guarded_sync(struct file *file, int fd, int (*sync)(int)) {
    pthread_mutex_lock(&lock);
    control->n_syncs += 1;
    uint64_t action =
        blow(file, control->sync_action, &control->sync_after, &control->sync_times);
    if (action == SYNC_DIE_BEFORE) {
        die();
    }
    /* Writes hold the lock until they are done, so this flush covers every one before. */
    struct mark mark = {MARK_SYNCED, (uint64_t)lseek(file->undo, 0, SEEK_END), 0, 0, 0};
    pthread_mutex_unlock(&lock);
    if (action == SYNC_LIE) {
        return 0;
    }
    int result = action == SYNC_EIO ? -1 : sync(fd);
    int kept = action == SYNC_EIO ? EIO : errno;
    pthread_mutex_lock(&lock);
    if (result != 0) {
        mark.kind = MARK_SYNC_FAILED;
        file->keeps_marks = 1;
    }
    if (file->keeps_marks || (uint64_t)lseek(file->undo, 0, SEEK_END) != mark.at) {
        append(file, &mark, "");
    } else if (real_ftruncate(file->undo, 0) != 0) {
        fail("the undo log cannot be emptied");
    }
    if (action == SYNC_DIE_AFTER) {
        die();
    }
    pthread_mutex_unlock(&lock);
    errno = kept;
    return result;
}

int open64(const char *path, int flags, ...) {
    ready();
    mode_t mode = 0;
    if ((flags & O_CREAT) != 0) {
        va_list more;
        va_start(more, flags);
        mode = va_arg(more, mode_t);
        va_end(more);
    }
    int ours = is_ours(base_name(path));
    return ours ? open_database(path, flags, mode) : real_open(path, flags, mode);
}

int open(const char *path, int flags, ...) __attribute__((alias("open64")));

int close(int fd) {
    ready();
    /* Forgotten before: right after, the number may be another file's. */
    if (known(fd) != NULL) {
        by_fd[fd] = NULL;
    }
    return real_close(fd);
}

int dup2(int from, int to) {
    ready();
    int result = real_dup2(from, to);
    if (result >= 0 && result < FDS_MAX) {
        by_fd[result] = known(from);
    }
    return result;
}

int unlink(const char *path) {
    ready();
    int result = real_unlink(path);
    const char *name = base_name(path);
    if (result == 0 && is_ours(name)) {
        pthread_mutex_lock(&lock);
        struct file *file = file_of(name);
        if (real_ftruncate(file->undo, 0) != 0) {
            fail("the undo log cannot be emptied");
        }
        pthread_mutex_unlock(&lock);
    }
    return result;
}

ssize_t write(int fd, const void *bytes, size_t n) {
    ready();
    struct file *file = known(fd);
    if (file == NULL) {
        return real_write(fd, bytes, n);
    }
    pthread_mutex_lock(&lock);
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t written = guarded_write(file, fd, bytes, n, (uint64_t)at, 1);
    int kept = errno;
    pthread_mutex_unlock(&lock);
    errno = kept;
    return written;
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) {
    ready();
    struct file *file = known(fd);
    if (file == NULL) {
        return real_pwrite(fd, bytes, n, at);
    }
    pthread_mutex_lock(&lock);
    ssize_t written = guarded_write(file, fd, bytes, n, (uint64_t)at, 0);
    int kept = errno;
    pthread_mutex_unlock(&lock);
    errno = kept;
    return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) { return pwrite64(fd, bytes, n, at); }

/* A change of size counts as a write of what is cut off or added. */
static int resized(struct file *file, int fd, uint64_t size) {
    uint64_t old = size_of(fd);
    if (size != old) {
        keep(file, fd, size < old ? size : old, size < old ? old - size : size - old);
    }
    return real_ftruncate(fd, (off_t)size);
}

int ftruncate64(int fd, off64_t size) {
    ready();
    struct file *file = known(fd);
    if (file == NULL) {
        return real_ftruncate(fd, size);
    }
    pthread_mutex_lock(&lock);
    int result = resized(file, fd, (uint64_t)size);
    int kept = errno;
    pthread_mutex_unlock(&lock);
    errno = kept;
    return result;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int fsync(int fd) {
    ready();
    struct file *file = known(fd);
    return file == NULL ? real_fsync(fd) : guarded_sync(file, fd, real_fsync);
}

int fdatasync(int fd) {
    ready();
    struct file *file = known(fd);
    return file == NULL ? real_fdatasync(fd) : guarded_sync(file, fd, real_fdatasync);
}
