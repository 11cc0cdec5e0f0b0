/* SPDX-License-Identifier: MIT */
/* Threads of one process, and execve(2), which ends all but one. */
#include "row.h"

static _Atomic bool said;

static void *
says_a(void *nothing)
{
    A();
    said = true;
    return nothing;
}

static void *
says_a_and_stays(void *nothing)
{
    says_a(nothing);
    stay();
    return nothing;
}

BEFORE(thread_joined)
{
    pthread_t thread;
    pthread_create(&thread, NULL, says_a, NULL);
    pthread_join(thread, NULL);
    B();
}

BEFORE(thread_has_set_a_flag)
{
    pthread_t thread;
    pthread_create(&thread, NULL, says_a, NULL);
    while (!said) { usleep(1000); }
    B();
}

BEFORE(thread_ended_by_an_exec)
{
    pthread_t thread;
    pthread_create(&thread, NULL, says_a_and_stays, NULL);
    while (!said) { usleep(1000); }
    late("B");
    execlp("echo", "echo", "B", NULL);
}
