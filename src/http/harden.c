#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "http/harden.h"
#include "http/log.h"

/* Sanitizers look at /proc when they report, and LeakSanitizer traces its own process at the end.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

static void notice(const char *what)
{
    char sentence[300];
    snprintf(sentence, sizeof sentence, "%s The server runs without.", what);
    log_notice(sentence);
}

/* --- Landlock: files and outgoing connections --- */

/* Newer than the headers of Debian 12; which of them count is asked of the kernel. */
#define FS_TRUNCATE (UINT64_C(1) << 14)
#define FS_IOCTL_DEV (UINT64_C(1) << 15)
#define NET_CONNECT (UINT64_C(1) << 1)
struct ruleset { /* struct landlock_ruleset_attr with the members of version 4 */
    uint64_t files, net;
};

#define READS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FILES_1                                                                                    \
    (READS | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |                          \
     LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |                              \
     LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |    \
     LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
     LANDLOCK_ACCESS_FS_MAKE_SYM)
#define OWN                                                                                        \
    (READS | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |                      \
     LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |   \
     FS_TRUNCATE)

static void allow(int set, const char *path, uint64_t access)
{
    int fd = path ? open(path, O_PATH | O_CLOEXEC) : -1;
    struct landlock_path_beneath_attr rule = { .allowed_access = access, .parent_fd = fd };
    if (fd < 0)
        return; /* what is not there needs no rule */
    struct stat st;
    if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
        rule.allowed_access &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
    (void)syscall(SYS_landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(fd);
}

static void allow_own(int set, const char *db, uint64_t own)
{
    char folder[4096];
    const char *slash = strrchr(db, '/');
    static const char *const names[] = { "TMPDIR", "SQLITE_TMPDIR" };
    static const char *const temporary[] = { "/tmp", "/var/tmp" };
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - db + 1) : 1, slash ? db : ".");
    allow(set, folder, own);
    for (size_t i = 0; i < ARRAY_LEN(temporary); i++)
        allow(set, temporary[i], own);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (getenv(names[i]))
            allow(set, getenv(names[i]), own);
}

static void restrict_files(const char *db)
{
    static const char *const read_only[] = { "/usr/share/zoneinfo", "/usr/lib/zoneinfo",
                                             "/etc/zoneinfo", "/dev/urandom", "/dev/null" };
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) {
        notice("This kernel has no Landlock, which keeps the server to its own folders.");
        return;
    }
    uint64_t newer = (version >= 3 ? FS_TRUNCATE : 0) | (version >= 5 ? FS_IOCTL_DEV : 0);
    struct ruleset a = { .files = FILES_1 | newer, .net = version >= 4 ? NET_CONNECT : 0 };
    int set =
        (int)syscall(SYS_landlock_create_ruleset, &a, version >= 4 ? sizeof a : sizeof a.files, 0);
    if (set < 0) {
        notice("Landlock does not take the rules.");
        return;
    }
    allow_own(set, db, OWN & a.files);
    for (size_t i = 0; i < ARRAY_LEN(read_only); i++)
        allow(set, read_only[i], READS);
    if (SANITIZED)
        allow(set, "/", READS);
    if (syscall(SYS_landlock_restrict_self, set, 0) != 0)
        notice("Landlock does not take effect.");
    close(set);
}

/* --- seccomp: system calls --- */

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE
/* Starting programs, looking into others, changing the system, keys, and interfaces whose faults
 * have been the way out of many processes. */
static const int never[] = {
    SYS_execve,
    SYS_execveat,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kcmp,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_setns,
    SYS_unshare,
    SYS_move_mount,
    SYS_open_tree,
    SYS_fsopen,
    SYS_fsmount,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_reboot,
    SYS_swapon,
    SYS_swapoff,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_clock_adjtime,
    SYS_adjtimex,
    SYS_acct,
    SYS_quotactl,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_syslog,
    SYS_personality,
    SYS_open_by_handle_at,
    SYS_name_to_handle_at,
    SYS_fanotify_init,
    SYS_setuid,
    SYS_setgid,
    SYS_setreuid,
    SYS_setregid,
    SYS_setresuid,
    SYS_setresgid,
    SYS_setgroups,
    SYS_capset,
    SYS_ptrace, /* last: sanitizers need it */
};

enum { HEAD = 4, NEVER = ARRAY_LEN(never), X32 = 0x40000000 };

static void refuse_calls(void)
{
    struct sock_filter f[HEAD + 2 * NEVER + 3];
    size_t n = 0, count = NEVER - (SANITIZED ? 1 : 0);
    const struct sock_filter refuse =
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA));
    f[n++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    f[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    f[n++] = refuse;
    f[n++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    f[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32, 0, 1);
    f[n++] = refuse;
    for (size_t i = 0; i < count; i++) {
        f[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)never[i], 0, 1);
        f[n++] = refuse;
    }
    f[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = { .len = (unsigned short)n, .filter = f };
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
        notice("This kernel has no seccomp filter, which refuses system calls.");
}
#else
static void refuse_calls(void)
{
    notice("There is no list of system calls for this kind of processor.");
}
#endif

void harden(const char *db)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        notice("This kernel cannot give up new privileges.");
        return;
    }
    restrict_files(db);
    refuse_calls();
}
