/* Executes a command where there may be only few processes, as in containers
 * and under ulimit -u: few_processes N COMMAND...
 *
 * Root has no such limit, and whatever else its user runs would count: then the
 * command has a user of its own, who may still read all files. */
#define _GNU_SOURCE
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FILES = 1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH };

static int
become_somebody(void)
{
    uid_t user = 1000000 + (uid_t)getpid();
    struct __user_cap_header_struct self = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct kept[2] = {{FILES, FILES, FILES}, {0, 0, 0}};
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == -1 ||
        setresuid(user, user, user) == -1 ||
        syscall(SYS_capset, &self, kept) == -1 ||
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0) ==
            -1)
        return -1;
    return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0,
                 0);
}

int
main(int count, char **words)
{
    if (count < 3)
        return 2;
    rlim_t most = (rlim_t)atoi(words[1]);
    struct rlimit limit = {most, most};
    if (setrlimit(RLIMIT_NPROC, &limit) == -1 ||
        (getuid() == 0 && become_somebody() == -1)) {
        perror("few_processes");
        return 2;
    }
    execvp(words[2], words + 2);
    perror(words[2]);
    return 127;
}
