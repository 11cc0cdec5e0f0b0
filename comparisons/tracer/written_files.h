/* SPDX-License-Identifier: MIT */
/* Two sets of files: those that a recorded process may have written, and those
 * that it has changed in any way, folders among them.
 *
 * Through a file that no recorded process has written nothing flows from one
 * to another, so the reading of it is not recorded: that leaves out nearly all
 * that an interpreter does when it starts. Nor, in a run with look-ups, is a
 * look at what nobody has changed.
 */
#ifndef WRITTEN_FILES_H
#define WRITTEN_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct inode;
struct places;

struct inode_set {
    struct inode *list;
    size_t count, size;
};

/* Remember that a file is written; whether one was. */
void
written_add(struct inode_set *written, struct inode inode);
bool
written_has(const struct inode_set *written, struct inode inode);

/* Remember what is changed. Leave of the places only those that were. */
void
changed_add(struct inode_set *changed, const struct places *places);
void
changed_only(const struct inode_set *changed, struct places *places);

#endif
