#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "tracee.h"

#include <stdlib.h>
#include <string.h>

static struct tracee **
bucket(struct tracees *tracees, pid_t tid)
{
    return &tracees->buckets[(unsigned)tid % BUCKETS];
}

struct tracee *
tracee_find(struct tracees *tracees, pid_t tid)
{
    struct tracee *tracee = *bucket(tracees, tid);
    while (tracee != NULL && tracee->tid != tid)
        tracee = tracee->next;
    return tracee;
}

static void
put(struct tracees *tracees, struct tracee *tracee)
{
    struct tracee **head = bucket(tracees, tracee->tid);
    tracee->next = *head;
    *head = tracee;
    tracees->alive++;
}

static void
take(struct tracees *tracees, const struct tracee *tracee)
{
    struct tracee **link = bucket(tracees, tracee->tid);
    while (*link != tracee)
        link = &(*link)->next;
    *link = tracee->next;
    tracees->alive--;
}

struct tracee *
tracee_add(struct tracees *tracees, pid_t tid, pid_t pid)
{
    struct tracee *tracee = calloc(1, sizeof *tracee);
    if (tracee == NULL)
        return NULL;
    tracee->tid = tid;
    tracee->pid = pid;
    put(tracees, tracee);
    return tracee;
}

void
tracee_keep_replaced(struct tracee *tracee, const char *object)
{
    free(tracee->replaced_object);
    tracee->replaced_object = object == NULL ? NULL : strdup(object);
}

uint64_t
tracee_bit(const struct tracee *tracee, int fd)
{
    bool known = !tracee->shares_files && fd >= 0 && fd < 64;
    return known ? (uint64_t)1 << fd : 0;
}

struct known_file *
tracee_known_file(struct tracee *tracee, int fd)
{
    return tracee->shares_files || fd < 0 || fd >= KNOWN_FILES
               ? NULL
               : &tracee->known_files[fd];
}

bool
tracee_look(struct tracee *tracee, int fd, struct fd_look *look)
{
    struct known_file *known = tracee_known_file(tracee, fd);
    if (known != NULL && known->kernel_name != NULL) {
        *look = (struct fd_look){
            .inode = known->inode,
            .kernel_name = known->kernel_name,
        };
        return true;
    }
    if (!fd_look(tracee->tid, fd, look))
        return false;
    if (known != NULL && look->kernel_name != NULL)
        *known = (struct known_file){look->inode, look->kernel_name};
    return true;
}

void
tracee_copy_files(struct tracee *creator, struct tracee *tracee)
{
    creator->own_files = 0;
    for (int fd = 0; fd < KNOWN_FILES; fd++) {
        struct known_file *known = &creator->known_files[fd];
        if (known->kernel_name == NULL || creator->shares_files)
            *known = (struct known_file){0};
        tracee->known_files[fd] = *known;
    }
}

void
tracee_forget_files(struct tracee *tracee)
{
    memset(tracee->known_files, 0, sizeof tracee->known_files);
    tracee->own_files = 0;
}

void
tracee_remove(struct tracees *tracees, struct tracee *tracee)
{
    take(tracees, tracee);
    tracees->running -= tracee->runs;
    free(tracee->replaced_object);
    free(tracee->dump.text);
    free(tracee->hold);
    free(tracee);
}

void
tracee_rename(struct tracees *tracees, struct tracee *tracee, pid_t tid)
{
    take(tracees, tracee);
    tracee->tid = tid;
    put(tracees, tracee);
}

struct tracee *
tracee_next(struct tracees *tracees, const struct tracee *tracee)
{
    if (tracee != NULL && tracee->next != NULL)
        return tracee->next;
    unsigned i = tracee == NULL ? 0 : (unsigned)tracee->tid % BUCKETS + 1;
    while (i < BUCKETS && tracees->buckets[i] == NULL)
        i++;
    return i < BUCKETS ? tracees->buckets[i] : NULL;
}

void
tracee_clear(struct tracees *tracees)
{
    for (struct tracee *tracee; (tracee = tracee_next(tracees, NULL)) != NULL;)
        tracee_remove(tracees, tracee);
}
