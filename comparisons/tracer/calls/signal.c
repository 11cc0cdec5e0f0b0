#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* kill and its like: which signal goes to whom. */
#include "calls/decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"

void
enter_kill(struct session *session, struct tracee *tracee)
{
    json_number(&session->json, "target", (int)tracee->current.arguments[0]);
    json_number(&session->json, "signal", (int)tracee->current.arguments[1]);
}

void
enter_tgkill(struct session *session, struct tracee *tracee)
{
    json_number(&session->json, "target", (int)tracee->current.arguments[1]);
    json_number(&session->json, "signal", (int)tracee->current.arguments[2]);
}

void
enter_pidfd_open(struct session *session, struct tracee *tracee)
{
    json_number(&session->json, "target", (int)tracee->current.arguments[0]);
}

void
enter_pidfd_send(struct session *session, struct tracee *tracee)
{
    char text[64 + 256];
    int fd = (int)tracee->current.arguments[0];
    snprintf(text, sizeof text, "/proc/%d/fdinfo/%d", (int)tracee->tid, fd);
    FILE *info = fopen(text, "re");
    while (info != NULL && fgets(text, sizeof text, info) != NULL)
        if (strncmp(text, "Pid:", 4) == 0)
            json_number(&session->json, "target", atoi(text + 4));
    if (info != NULL)
        fclose(info);
    json_number(&session->json, "signal", (int)tracee->current.arguments[1]);
}
