#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "records/names.h"

#include <errno.h>
#include <signal.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* `errors` and `signals`, generated when this is built, see name_tables.py. */
#include "names.inc"

/* Not in errno.h, but a tracer sees them: the kernel starts the call again
 * after a signal. */
static const struct name restarts[] = {
    {512, "ERESTARTSYS"},
    {513, "ERESTARTNOINTR"},
    {514, "ERESTARTNOHAND"},
    {516, "ERESTART_RESTARTBLOCK"},
};

/* The kernel's real-time signals. glibc hides the first two of them, and calls
 * the others by how far they are from the nearer end, as `kill -l` does. */
enum {
    FIRST_REAL_TIME = 32,
    FIRST_OF_LIBRARY = 34,
    MIDDLE_REAL_TIME = 50,
    LAST_REAL_TIME = 64,
};

const char *
name_of(const struct name *table, size_t n, uint64_t value)
{
    for (size_t i = 0; i < n; i++)
        if (table[i].value == value)
            return table[i].name;
    return NULL;
}

#define FIND(table, value) name_of(table, COUNT(table), (uint64_t)(value))

const char *
error_name(long error)
{
    const char *name = FIND(errors, error);
    return name != NULL ? name : FIND(restarts, error);
}

/* Write a word and a number of up to two digits. */
static void
put(char *p, const char *word, int number)
{
    for (; *word != '\0'; word++)
        *p++ = *word;
    if (number >= 10)
        *p++ = (char)('0' + number / 10);
    *p++ = (char)('0' + number % 10);
    *p = '\0';
}

const char *
signal_name(int number, char buffer[16])
{
    const char *name = FIND(signals, number);
    if (name != NULL || number < FIRST_REAL_TIME || number > LAST_REAL_TIME)
        return name;
    if (number == FIRST_OF_LIBRARY)
        return "SIGRTMIN";
    if (number == LAST_REAL_TIME)
        return "SIGRTMAX";
    if (number < FIRST_OF_LIBRARY)
        put(buffer, "SIG", number);
    else if (number < MIDDLE_REAL_TIME)
        put(buffer, "SIGRTMIN+", number - FIRST_OF_LIBRARY);
    else
        put(buffer, "SIGRTMAX-", LAST_REAL_TIME - number);
    return buffer;
}

/* Of any signal; others belong to one. */
static const struct name codes[] = {
    NAME(SI_USER),  NAME(SI_KERNEL), NAME(SI_QUEUE),   NAME(SI_TIMER),
    NAME(SI_MESGQ), NAME(SI_SIGIO),  NAME(SI_ASYNCIO), NAME(SI_TKILL),
};
static const struct name codes_of_child[] = {
    NAME(CLD_EXITED),  NAME(CLD_KILLED),  NAME(CLD_DUMPED),
    NAME(CLD_TRAPPED), NAME(CLD_STOPPED), NAME(CLD_CONTINUED),
};
static const struct name codes_of_segv[] = {
    NAME(SEGV_MAPERR),
    NAME(SEGV_ACCERR),
};
static const struct name codes_of_bus[] = {
    NAME(BUS_ADRALN),
    NAME(BUS_ADRERR),
    NAME(BUS_OBJERR),
};
static const struct name codes_of_fpe[] = {
    NAME(FPE_INTDIV), NAME(FPE_INTOVF), NAME(FPE_FLTDIV), NAME(FPE_FLTOVF),
    NAME(FPE_FLTUND), NAME(FPE_FLTRES), NAME(FPE_FLTINV), NAME(FPE_FLTSUB),
};
static const struct name codes_of_ill[] = {
    NAME(ILL_ILLOPC), NAME(ILL_ILLOPN), NAME(ILL_ILLADR), NAME(ILL_ILLTRP),
    NAME(ILL_PRVOPC), NAME(ILL_PRVREG), NAME(ILL_COPROC), NAME(ILL_BADSTK),
};

const char *
signal_code_name(int number, int code)
{
    const char *name = FIND(codes, code);
    if (name != NULL)
        return name;
    switch (number) {
    case SIGCHLD:
        return FIND(codes_of_child, code);
    case SIGSEGV:
        return FIND(codes_of_segv, code);
    case SIGBUS:
        return FIND(codes_of_bus, code);
    case SIGFPE:
        return FIND(codes_of_fpe, code);
    case SIGILL:
        return FIND(codes_of_ill, code);
    default:
        return NULL;
    }
}

bool
signal_names_sender(int number, int code)
{
    switch (code) {
    case SI_USER:
    case SI_QUEUE:
    case SI_TKILL:
    case SI_MESGQ:
        return true;
    default:
        return number == SIGCHLD && code > 0 && code != SI_KERNEL;
    }
}
