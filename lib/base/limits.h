/*
 * base/limits.h - every bound there is, in one list. Budgets count bytes, entries and steps, never seconds, so that
 * the same evidence gives the same conclusions on any machine.
 *
 * A bound that bites becomes a finding, never a silent cut. What one item loses is noted on that item (inflate-limit,
 * tar-limit, unreadable ...); what a whole search leaves out is counted by watch_bite() and told as limit-reached,
 * once for each scan and bound, with the option that raises it. Two kinds are told otherwise: those of memory and pace
 * (window_bytes, pipe_bytes, queue_items, seek_interval, seek_bytes) cut nothing; those that say how far a search without
 * end goes at all (resynth_styles, _sizes, _group, _children) are told by the note of what was tried. tests/tap_bounds has
 * every row.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include "base/macros.h"
#include "base/span.h"

#include <stdint.h>

/* name, type, default, unit, meaning */
#define LIMITS(X)                                                                                              \
	X(json_bytes, uint64_t, 16u << 20, "bytes", "a document is captured and parsed up to this size")       \
	X(json_depth, uint32_t, 128, "levels", "nesting of objects and arrays in a document")                  \
	X(json_values, uint32_t, 1u << 20, "values", "values in one document")                                 \
	X(references, uint64_t, 1u << 16, "descriptors", "that documents of a compressed archive hold in all; one more for each 32 bytes of the archive") \
	X(configuration_events, uint32_t, 20000, "values", "values and structures of a registry's configuration file") \
	X(inflate_bytes, uint64_t, 1ull << 40, "bytes", "output of one compressed blob")                       \
	X(inflate_ratio, uint64_t, 400, "times", "output by input, judged once output passes inflate_free")    \
	X(inflate_free, uint64_t, 64u << 20, "bytes", "output below this is never judged by its ratio")        \
	X(inflate_memory, uint64_t, 256u << 20, "bytes", "memory of one decoder: the dictionary of an xz stream, the window of a zstd frame") \
	X(layer_entries, uint32_t, 4u << 20, "entries", "entries listed of one layer")                         \
	X(listing_bytes, uint64_t, 512u << 20, "bytes", "listing of one layer, before compression")            \
	X(toc_bytes, uint64_t, 4u << 20, "bytes", "end of one damaged layer that is kept for its table of contents; inflated, that has 16 times as many at most") \
	X(salvage_bytes, uint64_t, 256ull << 30, "bytes", "inflated of one damaged layer to prove its files one by one, or to read them past its breaks") \
	X(salvage_trial, uint64_t, 4ull << 30, "bytes", "inflated in trials to find where one damaged layer can be entered behind its breaks") \
	X(tar_name_bytes, uint32_t, 64u << 10, "bytes", "one pax or GNU long name or link target")             \
	X(tar_pax_bytes, uint32_t, 1u << 20, "bytes", "one pax header")                                        \
	X(tar_sparse_runs, uint32_t, 1u << 20, "runs", "data runs of one sparse member")                       \
	X(path_bytes, uint32_t, 16u << 10, "bytes", "one path in a source")                                    \
	X(path_depth, uint32_t, 256, "levels", "directories beneath each other")                               \
	X(dir_entries, uint32_t, 16u << 20, "entries", "names in one directory")                               \
	X(link_bytes, uint32_t, 4096, "bytes", "a link or startedat file is kept up to this size, and up to 512 in any case")             \
	X(window_bytes, uint64_t, 32u << 20, "bytes", "results that wait for their turn to be stored")         \
	X(pipe_bytes, uint64_t, 32u << 20, "bytes", "bytes of container members that wait for a worker")       \
	X(queue_items, uint32_t, 256, "items", "items between walker and workers")                             \
	X(seek_interval, uint32_t, 16u << 20, "bytes", "output between seek points of a compressed container") \
	X(seek_bytes, uint64_t, 512u << 20, "bytes", "seek points of one container held in memory; with fewer, reading starts further back") \
	X(upload_candidates, uint64_t, 1u << 16, "comparisons", "unfinished uploads against beginnings of blobs") \
	X(upload_bytes, uint64_t, 4ull << 30, "bytes", "read again to compare unfinished uploads")             \
	X(wrong_bytes, uint64_t, 16ull << 30, "bytes", "damaged blobs read again to tell how they are wrong")  \
	X(flip_blob, uint32_t, 32u << 10, "bytes", "a damaged blob up to this size is tried bit by bit")       \
	X(flip_bytes, uint64_t, 32ull << 30, "bytes", "hashed in all to find flipped bits")                      \
	X(image_chain, uint32_t, 64, "images", "parents below a disk image that are read for what it lacks")   \
	X(image_blocks, uint64_t, 8u << 20, "blocks", "entries of the table of blocks of one VHD or VHDX file") \
	X(image_clusters, uint64_t, 64u << 20, "clusters", "of one qcow2 file that are counted, grains of one VMDK extent that are compared") \
	X(image_sections, uint64_t, 1u << 20, "sections", "of one EWF segment file whose checksums are compared") \
	X(snapshots_counted, uint32_t, 64, "snapshots", "of one qcow2 file, by which its counts of clusters are checked") \
	X(file_holes, uint64_t, 64ull << 30, "bytes", "of one file of an image that are holes and read as zeros") \
	X(container_holes, uint64_t, 256ull << 30, "bytes", "holes of a container that are hashed for its digest") \
	X(image_times, uint64_t, 16, "times", "the size of an image, and image_free: bytes of its living files that are read, however often they are linked") \
	X(image_free, uint64_t, 4ull << 30, "bytes", "of living files of an image that are read beside image_times") \
	X(unread_ranges, uint64_t, 1u << 16, "ranges", "of an image that could not be read and are told one by one") \
	X(live_names, uint64_t, 16u << 20, "names", "living names of one file system that dead ones are told from") \
	X(live_runs, uint64_t, 8u << 20, "runs", "runs of living files of one file system")                    \
	X(free_ranges, uint64_t, 4u << 20, "ranges", "ranges of free space of one volume that are searched")   \
	X(free_hints, uint64_t, 4u << 20, "places", "places where deleted files are known to have begun")      \
	X(mentions, uint64_t, 1u << 20, "digests", "digests named anywhere on an image that are looked for")   \
	X(file_pieces, uint64_t, 1u << 22, "pieces", "pieces that one file of an image lies in")               \
	X(dir_blocks, uint64_t, 1u << 22, "blocks", "blocks of one directory of a file system")                \
	X(dir_hashes, uint64_t, 8u << 20, "hashes", "names of one XFS directory held against its index")       \
	X(claims, uint64_t, 16u << 20, "ranges", "ranges of files of one file system held against one another") \
	X(space_ranges, uint64_t, 16u << 20, "ranges", "ranges of free space of one XFS, of used space of one btrfs") \
	X(inode_chunks, uint64_t, 1u << 22, "chunks", "chunks of inodes of one XFS")                           \
	X(subvolumes, uint64_t, 1u << 20, "trees", "trees of one btrfs, and places where subvolumes hang")     \
	X(btrfs_chunks, uint64_t, 1u << 20, "chunks", "chunks of one btrfs")                                   \
	X(journal_blocks, uint64_t, 1u << 24, "blocks", "blocks of the journal of one ext file system")        \
	X(replay_bytes, uint64_t, 192u << 20, "bytes", "blocks that an XFS log changes, kept in memory")       \
	X(log_transactions, uint32_t, 256, "transactions", "transactions of an XFS log put together at once")  \
	X(log_bytes, uint64_t, 256u << 20, "bytes", "one transaction of an XFS log")                           \
	X(log_items, uint64_t, 4u << 20, "items", "items that btrfs logged for fsync")                         \
	X(dead_things, uint64_t, 1u << 20, "things", "dead files, names, states and ranges of one ext or XFS file system, of each kind") \
	X(dead_items, uint64_t, 1u << 21, "items", "tree blocks and what they tell of one btrfs, of each kind") \
	X(dead_images, uint64_t, 64u << 20, "bytes", "tree blocks put together from an XFS log")               \
	X(dead_dir_blocks, uint64_t, 65536, "blocks", "blocks of one directory searched for removed names")    \
	X(dead_chains, uint32_t, 8, "ways", "ways in which blocks of extents of one dead file are joined")     \
	X(dead_sizes, uint32_t, 8, "sizes", "sizes of one dead inode of btrfs that are tried, the newest first") \
	X(dead_look_back, uint32_t, 64, "extents", "extents of a dead inode of btrfs that begin before the byte looked for") \
	X(hypotheses, uint64_t, 1u << 20, "files", "deleted files of one file system whose bytes are tried")   \
	X(hypothesis_runs, uint64_t, 1u << 24, "runs", "runs of all these files")                              \
	X(hypothesis_times, uint64_t, 8, "times", "the size of a volume, and hypothesis_free: bytes of deleted files that are tried") \
	X(hypothesis_free, uint64_t, 8ull << 30, "bytes", "of deleted files that are tried beside hypothesis_times") \
	X(broken_streams, uint64_t, 1u << 20, "streams", "streams in free space that break off and are joined by trial") \
	X(carve_times, uint64_t, 4, "times", "the free space of a volume, and carve_free: bytes read of streams that begin in it") \
	X(carve_free, uint64_t, 4ull << 30, "bytes", "read of streams that begin in free space, and again of blobs of known size, beside carve_times and size_times") \
	X(size_times, uint64_t, 4, "times", "the same of blobs of which only the size is known") \
	X(rebuild_bytes, uint64_t, 1ull << 40, "bytes", "of tars that encoders are given to write lost layers anew") \
	X(mend_bytes, uint64_t, 256ull << 30, "bytes", "of damaged blobs that are read and hashed to join copies of them") \
	X(mend_places, uint64_t, 4096, "places", "where two damaged copies of one blob differ, so that they are joined") \
	X(mend_bits, uint64_t, 16ull << 30, "bytes", "hashed in all to find two flipped bits of one blob") \
	X(mend_pairs, uint64_t, 4ull << 30, "bytes", "hashed for one blob, so that two flipped bits are looked for in all of it") \
	X(listed_lists, uint32_t, 16, "lists", "different lists that logs give of one lost manifest") \
	X(resynth_configs, uint32_t, 16384, "configs", "configs whose lost manifests are written in every style, those first that no manifest here names") \
	X(resynth_choices, uint32_t, 4096, "choices", "choices among layers that inflate to the same, of one config") \
	X(resynth_layers, uint64_t, 1024, "layers", "of one config or list whose manifest is written anew") \
	X(resynth_styles, uint64_t, 64, "choices", "of the layers of one config, or orders of one index, that are written in every style") \
	X(resynth_sizes, uint64_t, 16u << 20, "sizes", "tried for parts of which only the digest is left") \
	X(resynth_bases, uint32_t, 4096, "manifests", "manifests that may be the base image a lost one names") \
	X(resynth_grids, uint32_t, 1024, "orders", "orders of an index's children that are written in every style, of all lost indexes") \
	X(resynth_group, uint64_t, 8, "children", "that may stand in one lost index together; of more only their given order is tried") \
	X(resynth_children, uint64_t, 4, "children", "of one lost index that are tried in every choice and order") \
	X(resynth_orders, uint32_t, 1u << 16, "orders", "further orders that are written as known pushers write them") \
	X(dead_names, uint64_t, 1u << 20, "names", "names that deletion left on one file system, and paths made of them") \
	X(dead_states, uint64_t, 1u << 21, "states", "states of inodes, of which lives are told") \
	X(puzzle_steps, uint64_t, 60000, "steps", "trials to join one stream in pieces; all together get 32 times as many") \
	X(image_volumes, uint32_t, 1024, "volumes", "volumes of one image, and gaps between them") \
	X(volume_places, uint64_t, 1u << 20, "places", "where no table speaks file systems are looked for, one place in a MiB") \
	X(volume_depth, uint32_t, 8, "levels", "volumes within volumes") \
	X(chain_partitions, uint32_t, 256, "records", "of one extended partition, each with a logical partition") \
	X(lvm_copies, uint32_t, 256, "copies", "older copies of the metadata of all LVM2 groups of one image that are kept apart") \
	X(lvm_area, uint64_t, 16u << 20, "bytes", "one metadata area of LVM2 that is looked at") \
	X(lvm_nodes, uint64_t, 200000, "values", "names and values of one copy of LVM2 metadata") \
	X(lvm_volumes, uint64_t, 4096, "volumes", "logical volumes of one copy of LVM2 metadata") \
	X(lvm_disks, uint64_t, 512, "volumes", "physical volumes of one copy of LVM2 metadata") \
	X(lvm_segments, uint64_t, 16384, "segments", "of the logical volumes of one copy of LVM2 metadata, and pieces of one volume on the image") \
	X(lvm_bytes, uint64_t, 64u << 20, "bytes", "copies of LVM2 metadata that are read in one metadata area") \
	X(lvm_steps, uint64_t, 20000000, "comparisons", "of logical volumes in older copies of LVM2 metadata with those of newer ones") \
	X(image_parts, uint32_t, 20000, "files", "files of one split image") \
	X(stale_runs, uint64_t, 1u << 20, "runs", "ranges of a qcow2 file that the disk no longer uses") \
	X(image_remarks, uint32_t, 256, "remarks", "what is to be said of one image beside its entries") \
	X(image_strays, uint32_t, 64, "directories", "directories of an image that name another parent and are looked up there") \
	X(disk_snapshots, uint32_t, 1024, "snapshots", "snapshots of a qcow2 file") \
	X(map_bytes, uint64_t, 64u << 20, "bytes", "one map file of GNU ddrescue") \
	X(stale_bytes, uint64_t, 64u << 20, "bytes", "marks of the clusters of one qcow2 file, two of them for each cluster, by which stale ranges are found") \
	X(log_marks, uint64_t, 1u << 15, "digests", "blobs marked by one collection, told from those marked twice") \
	X(log_artifacts, uint64_t, 1u << 18, "rows", "rows of a database that others refer to") \
	X(pg_tables, uint64_t, 1u << 16, "tables", "tables of one PostgreSQL database that are looked up, and TOAST tables") \
	X(pg_xact_pages, uint64_t, 1u << 15, "pages", "pages of states of transactions of one PostgreSQL, 32768 transactions each") \
	X(pg_commits, uint64_t, 8u << 20, "transactions", "ends of transactions that one PostgreSQL's log tells") \
	X(pg_members, uint64_t, 4096, "transactions", "that hold one row of PostgreSQL together") \
	X(pg_wal_runs, uint64_t, 1u << 16, "runs", "runs of pages of one PostgreSQL's log") \
	X(pg_wal_rows, uint64_t, 2u << 20, "rows", "rows of tables of a registry that one PostgreSQL's log tells") \
	X(pg_record_bytes, uint64_t, 64u << 20, "bytes", "one record of a PostgreSQL's log") \
	X(pg_toast_bytes, uint64_t, 512u << 20, "bytes", "values of one table that PostgreSQL keeps beside its rows") \
	X(pg_value_bytes, uint64_t, 16u << 20, "bytes", "one value of a row of PostgreSQL") \
	X(loose_blocks, uint64_t, 4u << 20, "blocks", "blocks in free space of one volume that may be of a database") \
	X(pg_loose_steps, uint64_t, 1ull << 31, "steps", "rows and tables by which pages in free space of one volume are told apart") \
	X(lite_bytes, uint64_t, 512u << 20, "bytes", "one SQLite database of a registry, with its log or journal, held in memory") \
	X(lite_steps, uint64_t, 1ull << 33, "steps", "bytes of free space of one SQLite database, times the tables that are asked whether a row of theirs is there") \
	X(lite_rows, uint64_t, 2u << 20, "rows", "living rows of one table of an SQLite database, from which dead ones are told") \
	X(lite_value_bytes, uint64_t, 16u << 20, "bytes", "one dead row of an SQLite database") \
	X(part_chain, uint64_t, 16u << 20, "bytes", "custody log of one part of a scan that is merged") \
	X(metadata_rounds, uint64_t, 12, "rounds", "searches by metadata, each with what the last one taught") \
	X(carve_rounds, uint64_t, 3, "rounds", "searches of free space, each with what the last one taught")

enum limit {
#define X(name, type, standard, unit, about) LIMIT_##name,
	LIMITS(X)
#undef X
	LIMIT_COUNT_
};

struct limits {
#define X(name, type, standard, unit, about) type name; /* about */
	LIMITS(X)
#undef X
};

#define LIMIT_ONE_(name_, type, standard, unit, about) .name_ = (standard),
#define LIMITS_DEFAULT { LIMITS(LIMIT_ONE_) }

struct limit_kind {
	const char *name, *unit, *about;
	uint64_t standard;
};

const struct limit_kind *limit_kind(enum limit id);
uint64_t limit_get(const struct limits *l, enum limit id);

enum { LIMIT_NONE_SUCH = 1, LIMIT_TOO_LARGE };
/* 0, or one of the two above: no bound of that name, or a value that its field cannot hold. */
int limit_set(struct limits *l, struct span name, uint64_t value) MUST_USE;

#endif
