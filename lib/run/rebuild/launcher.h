/*
 * run/rebuild/launcher.h - the process that starts the program that was given, and the frames between it and us: a
 * letter, four bytes of size, bytes. To it: start; each time it is ready, data or the end; kill at any time in place of
 * what follows. From it: ready and data; ended or failed, once for each start.
 */
#ifndef RUN_REBUILD_LAUNCHER_H
#define RUN_REBUILD_LAUNCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	FRAME_HEAD = 5,
	FRAME_ROOM = 64 * 1024, /* rule: bytes of one frame between two processes of ours */
	FRAME_START = 'S',
	FRAME_DATA = 'D',
	FRAME_END = 'E',
	FRAME_KILL = 'K',
	FRAME_READY = 'R',
	FRAME_ENDED = 'X',
	FRAME_FAILED = 'F',
};

struct launch {
	char *argv[32];
	int program;  /* open for reading: these bytes are run */
	int in, out;  /* from us, to us */
};

void run_frame_head(uint8_t out[FRAME_HEAD], int kind, size_t n);
size_t run_frame_size(const uint8_t head[FRAME_HEAD]);
bool run_frame_read(int fd, void *into, size_t n); /* exactly n bytes */

/* In the forked process: until we are gone. */
void run_launcher_serve(const struct launch *l) __attribute__((noreturn));

#endif
