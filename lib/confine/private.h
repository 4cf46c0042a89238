/* confine/private.h - the two walls, each in its file. */
#ifndef CONFINE_PRIVATE_H
#define CONFINE_PRIVATE_H

#include "confine/confine.h"

#include <stdbool.h>
#include <stdint.h>

struct confine_path {
	char *path;
	enum confine_right right;
};

/* Landlock: 0 and *abi, or why it is not there (abi 0). `reads`: opening for reading is bound as well. */
int landlock_wall(const struct confine_path *paths, size_t n, bool reads, int *abi, char why[64], struct fault *f) MUST_USE;

/* seccomp: the whole list; or, later, only what forbids memory that can be executed. 0, or 1 and why not. */
int seccomp_wall(unsigned leave, char why[64], struct fault *f) MUST_USE;
int seccomp_data_only(char why[64], struct fault *f) MUST_USE;

#endif
