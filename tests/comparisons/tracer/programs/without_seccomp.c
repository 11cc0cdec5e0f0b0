/* Executes its arguments where seccomp() fails. */
#include "refuse.h"

int
main(int count, char **words)
{
    return count > 1 ? refuse(SYS_seccomp, words + 1) : 2;
}
