/* SPDX-License-Identifier: MIT */
#include "stops/stream.h"

#include <string.h>

#include "session.h"

int
stream_of(const struct session *session, int fd, const char *object)
{
    int found = 0;
    for (int i = 1; i < STREAMS; i++)
        if (session->streams[i] != NULL &&
            strcmp(object, session->streams[i]) == 0 && (found == 0 || fd == i))
            found = i;
    return found;
}
