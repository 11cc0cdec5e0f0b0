/* A worker that starts a worker, on process.h. */
#include <stdio.h>
#include <stdlib.h>

#include "process.h"

static int
inner(void *argument)
{
    (void)argument;
    puts("inner");
    return EXIT_SUCCESS;
}

static int
outer(void *argument)
{
    (void)argument;
    struct process p = {.target = inner};
    process_start(&p);
    process_join(&p, PROCESS_FOREVER);
    puts("outer");
    return EXIT_SUCCESS;
}

static const struct process_worker workers[] = {
    {"inner", inner}, {"outer", outer}, {NULL, NULL}};

int
main(int argc, char **argv)
{
    process_main(argc, argv, workers);
    struct process p = {.target = outer};
    process_start(&p);
    process_join(&p, PROCESS_FOREVER);
    puts("parent");
    return EXIT_SUCCESS;
}
