/* Preloaded into a process: logs what it does to the files below a folder, in the order in which
 * the operating system did it, so that the disk of a power cut can be built afterwards.
 *
 * MADOGUCHI_TRACE_ROOT  the folder (canonical path)
 * MADOGUCHI_TRACE_ACKS  a file: what is written to it is logged as an acknowledgement
 * MADOGUCHI_TRACE_OUT   the log; processes append to it
 *
 * A record is { u8 op, u8[3] 0, u32 bytes, u64 inode, u64 offset } and then the bytes. A change is
 * logged after it was made and before the caller hears of it. A sync is logged when it has ended,
 * with the number of the record before which it began: only what was logged before that is
 * covered. Names that are changed without libc (direct system calls) are found by listing a folder
 * when it is synced.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 4096
#define LISTING (1 << 20)

enum { NOTHING, DATA, FOLDER, ACKS };

static unsigned char kind_of[FDS];
static uint64_t inode_of[FDS];
static char path_of[FDS][PATH_MAX / 4];
static char root[PATH_MAX], acks[PATH_MAX];
static int out = -1;
static uint64_t records;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

/* Logs while the caller holds the lock. */
static void put(char op, uint64_t inode, uint64_t offset, const void *bytes, uint32_t count) {
    struct __attribute__((packed)) { char op, zero[3]; uint32_t count; uint64_t inode, offset; } head =
        { op, { 0 }, count, inode, offset };
    struct iovec parts[2] = { { &head, sizeof head }, { (void *)bytes, count } };
    ssize_t done = syscall(SYS_writev, out, parts, 2);
    records++;
    /* A log with a hole proves nothing. */
    if (done != (ssize_t)(sizeof head + count)) abort();
}

static void record(char op, uint64_t inode, uint64_t offset, const void *bytes, uint32_t count) {
    pthread_mutex_lock(&lock);
    put(op, inode, offset, bytes, count);
    pthread_mutex_unlock(&lock);
}

static uint64_t next_record(void) {
    pthread_mutex_lock(&lock);
    uint64_t next = records;
    pthread_mutex_unlock(&lock);
    return next;
}

__attribute__((constructor)) static void start(void) {
    const char *folder = getenv("MADOGUCHI_TRACE_ROOT"), *heard = getenv("MADOGUCHI_TRACE_ACKS");
    const char *log = getenv("MADOGUCHI_TRACE_OUT");
    if (!folder || !heard || !log) return;
    snprintf(root, sizeof root, "%s", folder);
    snprintf(acks, sizeof acks, "%s", heard);
    out = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (out < 0) abort();
    record('B', 0, 0, "", 0);
}

/* The path relative to the folder, or NULL when it is none of ours. */
static const char *ours(const char *path) {
    size_t len = strlen(root), all = strlen(path);
    if (out < 0 || !len || strncmp(path, root, len)) return NULL;
    if (all >= 4 && !strcmp(path + all - 4, "-shm")) return NULL;
    if (path[len] == 0) return path + len;
    return path[len] == '/' ? path + len + 1 : NULL;
}

static void absolute(int at, const char *path, char *to) {
    char link[64], folder[PATH_MAX / 2];
    if (path[0] == '/' || at == AT_FDCWD) {
        snprintf(to, PATH_MAX, "%s", path);
        return;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", at);
    ssize_t len = readlink(link, folder, sizeof folder - 1);
    folder[len > 0 ? len : 0] = 0;
    snprintf(to, PATH_MAX, "%s/%s", folder, path);
}

static int opened(int fd, const char *path, int flags, int existed) {
    if (fd < 0 || out < 0) return fd;
    const char *name = ours(path);
    int is_acks = !strcmp(path, acks);
    if (!name && !is_acks) return fd;
    if (fd >= FDS) abort();
    struct stat info;
    if (fstat(fd, &info)) abort();
    inode_of[fd] = info.st_ino;
    kind_of[fd] = is_acks ? ACKS : S_ISDIR(info.st_mode) ? FOLDER : DATA;
    if (name) {
        snprintf(path_of[fd], sizeof path_of[fd], "%s", name);
        if (kind_of[fd] == DATA && (flags & O_CREAT) && !existed)
            record('C', info.st_ino, 0, name, strlen(name));
        else if (kind_of[fd] == DATA && (flags & O_TRUNC))
            record('T', info.st_ino, 0, "", 0);
    }
    return fd;
}

#define OPEN(name, real_call, at, path)                                                            \
    va_list more;                                                                                  \
    va_start(more, flags);                                                                         \
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0;                       \
    va_end(more);                                                                                  \
    char full[PATH_MAX];                                                                           \
    struct stat before;                                                                            \
    absolute(at, path, full);                                                                      \
    int existed = lstat(full, &before) == 0;                                                       \
    int fd = real_call;                                                                            \
    int failed = errno;                                                                            \
    opened(fd, full, flags, existed);                                                              \
    errno = failed;                                                                                \
    return fd;

int open(const char *path, int flags, ...) { OPEN(open, REAL(open)(path, flags, mode), AT_FDCWD, path) }
int open64(const char *path, int flags, ...) { OPEN(open64, REAL(open64)(path, flags, mode), AT_FDCWD, path) }
int openat(int at, const char *path, int flags, ...) { OPEN(openat, REAL(openat)(at, path, flags, mode), at, path) }
int openat64(int at, const char *path, int flags, ...) { OPEN(openat64, REAL(openat64)(at, path, flags, mode), at, path) }

int close(int fd) {
    if (fd >= 0 && fd < FDS) kind_of[fd] = NOTHING;
    return REAL(close)(fd);
}

static int watched(int fd) { return out >= 0 && fd >= 0 && fd < FDS ? kind_of[fd] : NOTHING; }

static void wrote(int fd, off_t at, const void *bytes, ssize_t count) {
    if (count <= 0) return;
    if (kind_of[fd] == ACKS) record('A', 0, 0, bytes, count);
    else if (kind_of[fd] == DATA) record('W', inode_of[fd], at, bytes, count);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    if (!watched(fd)) return REAL(write)(fd, bytes, count);
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t done = REAL(write)(fd, bytes, count);
    wrote(fd, at, bytes, done);
    return done;
}

ssize_t writev(int fd, const struct iovec *parts, int many) {
    /* Nothing that is watched writes this way; if it ever does, the log must not lie. */
    if (watched(fd)) abort();
    return REAL(writev)(fd, parts, many);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    ssize_t done = REAL(pwrite)(fd, bytes, count, at);
    if (watched(fd)) wrote(fd, at, bytes, done);
    return done;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    ssize_t done = REAL(pwrite64)(fd, bytes, count, at);
    if (watched(fd)) wrote(fd, at, bytes, done);
    return done;
}

int ftruncate(int fd, off_t size) {
    int done = REAL(ftruncate)(fd, size);
    if (!done && watched(fd) == DATA) record('T', inode_of[fd], size, "", 0);
    return done;
}

int ftruncate64(int fd, off64_t size) {
    int done = REAL(ftruncate64)(fd, size);
    if (!done && watched(fd) == DATA) record('T', inode_of[fd], size, "", 0);
    return done;
}

/* What is in a folder: path, then per entry its kind, inode and name, each ended by a zero. Nothing is
 * logged between the look and its record: an older look would take names away that are there. */
static void list(int fd) {
    char *text = malloc(LISTING), path[2 * PATH_MAX];
    if (!text) abort();
    size_t used = snprintf(text, LISTING, "%s", path_of[fd]) + 1;
    snprintf(path, sizeof path, "%s/%s", root, path_of[fd]);
    pthread_mutex_lock(&lock);
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        size_t len = strlen(entry->d_name);
        if (entry->d_name[0] == '.' || (len >= 4 && !strcmp(entry->d_name + len - 4, "-shm"))) continue;
        if (used + len + 32 > LISTING) abort();
        used += snprintf(text + used, LISTING - used, "%c%llu/%s", entry->d_type == DT_DIR ? 'd' : 'f',
                         (unsigned long long)entry->d_ino, entry->d_name) + 1;
    }
    if (folder) closedir(folder);
    put('L', 0, 0, text, used);
    pthread_mutex_unlock(&lock);
    free(text);
}

#define SYNC(name)                                                                                 \
    int kind = watched(fd);                                                                        \
    if (kind == FOLDER) list(fd);                                                                  \
    uint64_t begun = kind ? next_record() : 0;                                                     \
    int done = REAL(name)(fd);                                                                     \
    if (!done && kind == DATA) record('S', inode_of[fd], begun, "", 0);                            \
    if (!done && kind == FOLDER) record('D', 0, begun, path_of[fd], strlen(path_of[fd]));          \
    return done;

int fsync(int fd) { SYNC(fsync) }
int fdatasync(int fd) { SYNC(fdatasync) }

static void named(char op, int at, const char *path) {
    char full[PATH_MAX];
    absolute(at, path, full);
    const char *name = ours(full);
    if (name) record(op, 0, 0, name, strlen(name));
}

int mkdir(const char *path, mode_t mode) {
    int done = REAL(mkdir)(path, mode);
    if (!done) named('M', AT_FDCWD, path);
    return done;
}

int unlink(const char *path) {
    int done = REAL(unlink)(path);
    if (!done) named('U', AT_FDCWD, path);
    return done;
}

int unlinkat(int at, const char *path, int flags) {
    int done = REAL(unlinkat)(at, path, flags);
    if (!done) named('U', at, path);
    return done;
}

int rmdir(const char *path) {
    int done = REAL(rmdir)(path);
    if (!done) named('U', AT_FDCWD, path);
    return done;
}

int rename(const char *from, const char *to) {
    int done = REAL(rename)(from, to);
    char both[PATH_MAX];
    const char *a = ours(from), *b = ours(to);
    if (!done && a && b) {
        size_t len = snprintf(both, sizeof both, "%s", a) + 1;
        len += snprintf(both + len, sizeof both - len, "%s", b);
        record('R', 0, 0, both, len);
    }
    return done;
}
