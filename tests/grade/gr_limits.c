//  gr_limits.c - what a student's program may take, and where it may write
//
//  Each process has limits of the kernel's, and a fence where the kernel has Landlock: it can
//  write nothing outside of the test's folder, and (from Linux 6.12 on) send signals to nobody
//  but its own children. Without Landlock a program can write wherever its user can.
//
//  The kernel's limit on processes (RLIMIT_NPROC) counts all that the user runs, and does not
//  hold for root; that on memory (RLIMIT_AS) would end the address sanitizer. So the grader
//  looks itself at what belongs to a test (gr_family).

#include "gr_inner.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

//  ---- limits --------------------------------------------------------------

void
gr_limit_program (void)
{
    setrlimit (RLIMIT_CORE, &(struct rlimit) {0, 0});
    setrlimit (RLIMIT_FSIZE, &(struct rlimit) {16 << 20, 16 << 20});
}

//  A source may include itself, or a device that has no end.
void
gr_limit_compiler (void)
{
    setrlimit (RLIMIT_CORE, &(struct rlimit) {0, 0});
    setrlimit (RLIMIT_FSIZE, &(struct rlimit) {64 << 20, 64 << 20});
    setrlimit (RLIMIT_AS, &(struct rlimit) {(rlim_t) 4 << 30, (rlim_t) 4 << 30});
    alarm ((unsigned) (GR_COMPILE_S * gr_scale ()) + 1);
}

//  ---- the fence -----------------------------------------------------------

//  The kernel's interface, as far as it is used here: older headers know less of it than the
//  kernel that runs.
typedef struct {
    uint64_t files, net, scoped;
} s_ruleset_t;

typedef struct {
    uint64_t allowed;
    int32_t folder;
} __attribute__ ((packed)) s_beneath_t;

enum {
    CREATE_RULESET = 444, ADD_RULE, RESTRICT_SELF,      //  numbers of the system calls
    ASK_VERSION = 1, PATH_BENEATH = 1,
    WRITE_FILE = 1 << 1, TRUNCATE = 1 << 14, REFER = 1 << 13,
    REMOVE_AND_MAKE = 0x1FF << 4,                       //  entries of folders, of each kind
    SCOPE_SIGNAL = 1 << 1
};

//  What this version of Landlock knows of writing.
static uint64_t
s_writing (long version)
{
    return WRITE_FILE | REMOVE_AND_MAKE | (version >= 2? REFER: 0) | (version >= 3? TRUNCATE: 0);
}

static void
s_allow (int rules, const char *path, uint64_t what)
{
    int folder = open (path, O_PATH | O_CLOEXEC);
    s_beneath_t beneath = {.allowed = what, .folder = folder};
    if (folder >= 0)
        syscall (ADD_RULE, rules, PATH_BENEATH, &beneath, 0);
    close (folder);
}

bool
gr_fence (const char *folder)
{
    long version = syscall (CREATE_RULESET, NULL, 0, ASK_VERSION);
    if (version < 1)
        return false;
    uint64_t writing = s_writing (version);
    s_ruleset_t ruleset = {.files = writing, .scoped = version >= 6? SCOPE_SIGNAL: 0};
    size_t size = version >= 6? sizeof ruleset: sizeof ruleset.files;
    int rules = (int) syscall (CREATE_RULESET, &ruleset, size, 0);
    if (rules < 0)
        return false;
    s_allow (rules, folder, writing);
    s_allow (rules, "/dev/null", writing & (WRITE_FILE | TRUNCATE));
    bool fenced = prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall (RESTRICT_SELF, rules, 0) == 0;
    close (rules);
    return fenced;
}
