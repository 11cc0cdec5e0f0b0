/* SPDX-License-Identifier: MIT */
/* The rules of a schedule (joinscope/schedule/1), as the tracer takes them. */
#ifndef HOLD_RULE_H
#define HOLD_RULE_H

/* cffi: begin */
enum hold_where {
    HOLD_QUIET, /* no point: nothing else can happen */
    HOLD_BIRTH, /* a thread exists, and has done nothing yet */
    HOLD_ENTER, /* it is about to make a call, before any effect of it */
    HOLD_LEAVE, /* the call has done its work, and has not returned */
    HOLD_EXIT   /* the thread is about to end, and has its descriptors */
};

enum hold_result { HOLD_ANY, HOLD_POSITIVE, HOLD_ZERO, HOLD_FAILED };

/* A point in the life of threads. What is NULL or 0 may be anything. */
struct hold_point {
    int where;          /* enum hold_where */
    const char *thread; /* its name, "0.2" */
    const char *call;   /* the name of the call, or its class: "wait" */
    const char *object; /* what is behind the descriptor begins so: "pipe:" */
    int stream;         /* 1, 2: the call writes to the command's stdout, or
                           stderr */
    int result;         /* of a leave: enum hold_result */
    int nth;            /* which of those that are so, from 1 on */
};

/* A thread that comes to the one point is held until somebody has come to the
 * other. It is not held if that has happened already.
 *
 * Of several that are held when nothing else can happen one is let go: who was
 * held by the first rule. A rule at HOLD_QUIET holds nobody, but chooses: the
 * first of them names the thread that is let go at the first such moment, the
 * second that at the second. Who is not held then is not chosen. */
struct hold_rule {
    struct hold_point at, until;
    int met; /* how many the tracer has held by it; or chosen */
};
/* cffi: end */

#endif
