/* Creates a process with CLONE_UNTRACED, which a tracer would not get, and says
 * whether the call has kept the registers that it has to keep. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const long FLAGS = CLONE_UNTRACED | SIGCHLD;

/* The result of a clone, and its first argument as it is afterwards. */
static long
make(long *flags)
{
#ifdef __x86_64__
    long result;
    register long r10 __asm__("r10") = 0;
    register long r8 __asm__("r8") = 0;
    __asm__ volatile("syscall"
                     : "=a"(result), "+D"(*flags)
                     : "a"(SYS_clone), "S"(0), "d"(0), "r"(r10), "r"(r8)
                     : "rcx", "r11", "memory");
    return result;
#else
    long result = syscall(SYS_clone, *flags, 0, 0, 0, 0);
    return result == -1 ? -errno : result;
#endif
}

static void
say(const char *who, long flags)
{
    char line[64];
    snprintf(line, sizeof line, "%s: %s\n", who,
             flags == FLAGS ? "as it was" : "changed");
    if (write(1, line, strlen(line)) == -1)
        _exit(1);
}

int
main(int count, char **words)
{
    long flags = FLAGS;
    (void)words;
    if (count > 1) /* more flags than the kernel allows together */
        flags |= CLONE_SIGHAND;
    long pid = make(&flags);
    if (pid < 0) {
        say("refused", flags & ~(long)CLONE_SIGHAND);
        return 0;
    }
    say(pid == 0 ? "worker" : "parent", flags);
    if (pid == 0)
        _exit(0);
    return waitpid((pid_t)pid, NULL, 0) == pid ? 0 : 1;
}
