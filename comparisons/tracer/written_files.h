/* SPDX-License-Identifier: MIT */
/* The set of files that a recorded process may have written.
 *
 * Through a file that no recorded process has written nothing flows from one
 * to another, so the reading of it is not recorded: that leaves out nearly all
 * that an interpreter does when it starts.
 */
#ifndef WRITTEN_FILES_H
#define WRITTEN_FILES_H

#include <stdbool.h>

struct inode;
struct session;

/* Remember that a file is written; whether one was. */
void
written_add(struct session *session, struct inode inode);
bool
written_has(const struct session *session, struct inode inode);

#endif
