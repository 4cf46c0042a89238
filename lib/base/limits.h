/*
 * base/limits.h - every bound there is, in one place. Budgets count bytes, entries and steps,
 * never seconds, so that the same evidence gives the same conclusions on any machine.
 * A bound that bites becomes a finding, never a silent cut.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stdint.h>

struct limits {
	uint64_t json_bytes;      /* a document is captured and parsed up to this size */
	uint32_t json_depth;      /* nesting of objects and arrays */
	uint32_t json_values;     /* values in one document */
	uint64_t inflate_bytes;   /* output of one compressed blob */
	uint64_t inflate_ratio;   /* output / input, judged once output passes inflate_free bytes */
	uint64_t inflate_free;    /* output below this is never judged by ratio */
	uint32_t layer_entries;   /* entries listed of one layer */
	uint64_t listing_bytes;   /* listing text of one layer, before compression */
	uint32_t tar_name_bytes;  /* one pax or GNU long name or link target */
	uint32_t tar_pax_bytes;   /* one pax header block */
	uint32_t tar_sparse_runs; /* data runs of one sparse member */
	uint32_t path_bytes;      /* one path in a source */
	uint32_t path_depth;      /* directories beneath each other */
	uint32_t dir_entries;     /* names in one directory */
	uint32_t link_bytes;      /* a link or startedat file is kept up to this size */
	uint64_t window_bytes;    /* results waiting for their turn to be stored */
	uint64_t pipe_bytes;      /* bytes of container members waiting for a worker */
	uint32_t queue_items;     /* items between walker and workers */
	uint32_t seek_interval;   /* output bytes between seek points of a compressed container */
};

#define LIMITS_DEFAULT                                                                             \
	{                                                                                          \
		.json_bytes = 16u << 20, .json_depth = 128, .json_values = 1u << 20,               \
		.inflate_bytes = 1ull << 40, .inflate_ratio = 400, .inflate_free = 64u << 20,      \
		.layer_entries = 4u << 20, .listing_bytes = 512u << 20,                            \
		.tar_name_bytes = 64u << 10, .tar_pax_bytes = 1u << 20,                            \
		.tar_sparse_runs = 1u << 20, .path_bytes = 16u << 10, .path_depth = 256,           \
		.dir_entries = 16u << 20, .link_bytes = 4096, .window_bytes = 32u << 20,           \
		.pipe_bytes = 32u << 20, .queue_items = 256, .seek_interval = 16u << 20,           \
	}

#endif
