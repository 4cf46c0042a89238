/*
 * media/runs.h - a file's bytes where its map says they lie on a media: as a stream, and as addresses of the image
 * below all views. A second door of the room.
 */
#ifndef MEDIA_RUNS_H
#define MEDIA_RUNS_H

#include "base/stream.h"
#include "media/media.h"

/* `size` bytes; what no run holds is a hole and reads as zeros. The runs are copied. Runs that cannot be (a case may
 * be a stranger's) and bytes that cannot be read end it with STREAM_BROKEN, behind what was good. `watch` may be NULL. */
int media_runs_stream(struct stream **out, struct media *m, const struct runs *runs, uint64_t size, const struct watch *watch,
                      struct fault *f) MUST_USE;

/* Addresses of `m` become addresses of the image; neighbours are joined. MEDIA_UNREAD: byte *missing lies nowhere on the
 * image. The caller frees out->v, whatever the result. */
int media_runs_locate(struct media *m, const struct runs *in, struct runs *out, uint64_t *missing, struct fault *f) MUST_USE;

#endif
