/* A disk that fails: preloaded into one process of a test, told by it what to do (tests/support/faults.py).

   Counts the calls that change files under one folder; the n-th fails with the error asked for, and, where asked, all
   after it too. Nothing is counted or failed elsewhere, nor before somebody arms it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[PATH_MAX];
static long calls, fail_at;
static int failure, goes_on, armed;
static char last[64];

/* Begin to count. at: which call fails, 0: none. on: whether all after it fail too. */
void faults_arm(const char *below, long at, int error, int on) {
    strncpy(folder, below, sizeof folder - 1);
    calls = 0, fail_at = at, failure = error, goes_on = on, armed = 1, last[0] = 0;
}

/* Stop; returns how many calls there were. */
long faults_disarm(void) {
    armed = 0;
    return calls;
}

/* The name of the call that failed first, "" where none did. */
const char *faults_failed(void) { return last; }

static int inside(const char *path) {
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int inside_fd(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return inside(path);
}

static int inside_at(int dirfd, const char *path) {
    return path[0] == '/' || dirfd == AT_FDCWD ? inside(path) : inside_fd(dirfd);
}

static int fails(const char *name, int counted) {
    if (!armed || !counted) return 0;
    calls++;
    if (!fail_at || calls < fail_at || (calls > fail_at && !goes_on)) return 0;
    if (!last[0]) strncpy(last, name, sizeof last - 1);
    errno = failure;
    return 1;
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define FAIL(counted) \
    if (armed && fails(__func__, counted)) return -1

/* A write that fails leaves half its bytes behind, as a full disk does. */
ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    if (armed && fails("write", inside_fd(fd))) {
        int error = errno;
        if (size > 1 && error == ENOSPC) (void)!real(fd, data, size / 2);
        errno = error;
        return -1;
    }
    return real(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(pwrite);
    FAIL(inside_fd(fd));
    return real(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    REAL(pwrite64);
    FAIL(inside_fd(fd));
    return real(fd, data, size, at);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(writev);
    FAIL(inside_fd(fd));
    return real(fd, parts, count);
}
int fsync(int fd) {
    REAL(fsync);
    FAIL(inside_fd(fd));
    return real(fd);
}
int fdatasync(int fd) {
    REAL(fdatasync);
    FAIL(inside_fd(fd));
    return real(fd);
}
int ftruncate(int fd, off_t size) {
    REAL(ftruncate);
    FAIL(inside_fd(fd));
    return real(fd, size);
}
int ftruncate64(int fd, off64_t size) {
    REAL(ftruncate64);
    FAIL(inside_fd(fd));
    return real(fd, size);
}
int rename(const char *from, const char *to) {
    REAL(rename);
    FAIL(inside(to));
    return real(from, to);
}
int renameat(int from_fd, const char *from, int to_fd, const char *to) {
    REAL(renameat);
    FAIL(inside_at(to_fd, to));
    return real(from_fd, from, to_fd, to);
}
int unlink(const char *path) {
    REAL(unlink);
    FAIL(inside(path));
    return real(path);
}
int unlinkat(int fd, const char *path, int flags) {
    REAL(unlinkat);
    FAIL(inside_at(fd, path));
    return real(fd, path, flags);
}
int rmdir(const char *path) {
    REAL(rmdir);
    FAIL(inside(path));
    return real(path);
}
int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    FAIL(inside(path));
    return real(path, mode);
}
