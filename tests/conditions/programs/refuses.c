/* Executes a command where system calls are refused, as the profiles of
 * containers do it: refuses CALL=ERROR... -- COMMAND...
 *
 * "ptrace/2=EIO" refuses a call only where its first argument is that number:
 * one request of ptrace. All is inherited, and no call is traced. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST = 16, EACH = 6 };

static const struct {
    const char *name;
    int number;
} calls[] = {
    {"clone3", SYS_clone3},
    {"pidfd_open", SYS_pidfd_open},
    {"preadv", SYS_preadv},
    {"process_vm_readv", SYS_process_vm_readv},
    {"ptrace", SYS_ptrace},
    {"seccomp", SYS_seccomp},
}, errors[] = {
    {"EAGAIN", EAGAIN},
    {"EIO", EIO},
    {"ENOSYS", ENOSYS},
    {"EPERM", EPERM},
};

static int
lookup(const char *name, size_t n, int found[])
{
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (strlen(calls[i].name) == n && strncmp(calls[i].name, name, n) == 0)
            found[0] = calls[i].number;
    const char *error = strchr(name, '=');
    for (size_t i = 0; error && i < sizeof errors / sizeof errors[0]; i++)
        if (strcmp(errors[i].name, error + 1) == 0)
            found[1] = errors[i].number;
    return found[0] == -1 || found[1] == -1 ? -1 : 0;
}

int
main(int count, char **words)
{
    struct sock_filter code[EACH * MOST + 1];
    unsigned short n = 0;
    int i = 1;
    for (; i < count && i <= MOST && strcmp(words[i], "--") != 0; i++) {
        int found[2] = {-1, -1};
        size_t length = strcspn(words[i], "/=");
        if (lookup(words[i], length, found) == -1) {
            fprintf(stderr, "refuses: what is %s?\n", words[i]);
            return 2;
        }
        int any = words[i][length] != '/';
        unsigned wanted = any ? 0 : (unsigned)atoi(words[i] + length + 1);
        const struct sock_filter one[EACH] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                     offsetof(struct seccomp_data, nr)),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)found[0], 0, 4),
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                     offsetof(struct seccomp_data, args)),
            any ? (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0)
                : (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                               wanted, 0, 1),
            BPF_STMT(BPF_RET | BPF_K,
                     SECCOMP_RET_ERRNO | (unsigned)found[1]),
            BPF_STMT(BPF_LD | BPF_IMM, 0),
        };
        memcpy(code + n, one, sizeof one);
        n += EACH;
    }
    code[n++] =
        (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {n, code};
    if (i + 1 >= count || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == -1)
        return 2;
    execvp(words[i + 1], words + i + 1);
    return 127;
}
