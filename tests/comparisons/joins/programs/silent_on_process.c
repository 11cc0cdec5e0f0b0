/* A worker that prints nothing and a join, on process.h. */
#include <stdio.h>
#include <stdlib.h>

#include "process.h"

static int
work(void *argument)
{
    (void)argument;
    return EXIT_SUCCESS;
}

static const struct process_worker workers[] = {{"work", work}, {NULL, NULL}};

int
main(int argc, char **argv)
{
    process_main(argc, argv, workers);
    struct process p = {.target = work};
    process_start(&p);
    process_join(&p, PROCESS_FOREVER);
    puts("parent");
    return EXIT_SUCCESS;
}
