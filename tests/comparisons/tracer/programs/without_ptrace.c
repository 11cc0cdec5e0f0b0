/* Executes its arguments where ptrace() fails. */
#include "refuse.h"

int
main(int count, char **words)
{
    return count > 1 ? refuse(SYS_ptrace, words + 1) : 2;
}
