/* SPDX-License-Identifier: MIT */
/* Fields of records, read from a stopped tracee: from its memory and from
 * what /proc tells of it. Their bytes lie in scratch memory. */
#ifndef TRACEE_FIELDS_H
#define TRACEE_FIELDS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "records/record.h"

struct scratch;
struct session;
struct tracee;

/* A text with a copy of the bytes, and a zero behind it; not known without
 * memory. */
struct text
text_copy(struct scratch *scratch, const char *bytes, size_t n);

/* The string at an address; not known if it cannot be read. */
struct text
text_at(struct scratch *scratch, pid_t tid, uint64_t address);

/* The object behind a descriptor, with a zero behind its name; not known if
 * there is no such descriptor. */
struct text
object_of(struct scratch *scratch, struct tracee *tracee, int fd);

/* All descriptors of a process. After exec none has close-on-exec: then
 * `cloexec` is false, and saves the reading of it. */
const struct descriptor *
descriptors_of(struct scratch *scratch, pid_t tid, bool cloexec);

/* Those with these numbers. */
const struct descriptor *
descriptors_among(struct scratch *scratch, pid_t tid, const struct fds *fds);

/* The program that a process runs, and its arguments, with a zero behind each;
 * empty if unknown. */
struct text
program_of(struct scratch *scratch, pid_t tid);
struct text
arguments_of(struct scratch *scratch, pid_t tid);

/* What is in the script that a shell executes: that says whether it has traps.
 * None: the program is no shell, or was given no script that can be read and is
 * not long. */
struct text
script_of(struct scratch *scratch, pid_t tid, struct text program,
          struct text arguments);

/* The command line of a process in one line, or its name. */
struct text
command_of(struct scratch *scratch, pid_t pid);

/* Whether another process that is traced has the same open file as a descriptor
 * stands for, so that it has the same offset, flags and options. */
bool
tracee_shares(struct session *session, struct tracee *tracee, int fd,
              struct text object);

/* Whether it is known without a look that nobody else has it. */
bool
tracee_alone_has(const struct session *session, const struct tracee *tracee,
                 int fd);

/* A program was executed, which leaves a process a table of its own; all that
 * is opened there from now on is nobody else's. NULL: it could not be read. */
void
tracee_has_executed(struct tracee *tracee, const struct descriptor *inherited);

/* The same as tracee_shares of the descriptor with the same number alone, which
 * is soon asked.
 */
bool
tracee_shares_number(struct session *session, const struct tracee *tracee,
                     int fd);

#endif
