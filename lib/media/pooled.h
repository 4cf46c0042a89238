/*
 * media/pooled.h - inside of the room: images read by a foreign library, whose handles serve one
 * thread each. Several are opened; a reader takes one that is free, or waits.
 */
#ifndef MEDIA_POOLED_H
#define MEDIA_POOLED_H

#include "media/private.h"

enum { POOLED_MOST = 16 }; /* rule: handles at once, readers wait */

struct library {
	media_piece *read;                    /* user: a handle */
	void *(*open)(const struct image *i); /* another handle on i->files; NULL: it cannot */
	void (*close)(void *handle);
};

/* Takes `first` whatever the result. `image`: kind and files are set by the caller before `more`
 * are opened. */
int pooled_new(struct media **out, const struct library *lib, void *first /* taken */,
               uint64_t size, size_t grain, struct fault *f) MUST_USE;
/* Up to `more` further handles; fewer when they cannot be had. */
void pooled_more(struct media *m, unsigned more);
/* The descriptor of the first file becomes the image's. Sums the sizes of its files. */
void pooled_take_fd(struct media *m, struct opening *o);

#endif
