/*
 * core/conclusion.h - facts as the graph takes them, conclusions as it gives them. Facts are read
 * from evidence and never change; conclusions are derived from facts and carry their because.
 */
#ifndef CORE_CONCLUSION_H
#define CORE_CONCLUSION_H

#include "core/document.h"
#include "core/entry.h"
#include "core/event.h"
#include "core/naming.h"

/* ---- facts ----------------------------------------------------------------------------------- */

/* A tree of a file system that has several: fs/fs.h, fs_subvolume. */
struct subvolume_fact {
	struct span path;         /* of its top, in the source */
	int64_t volume;
	uint64_t number;          /* 0: none is known */
	struct span uuid, parent; /* "": none */
	uint64_t made_in, changed_in;
	bool read_only;
};

struct registry_fact {
	int64_t id, scan;
	uint32_t source;     /* number of the source in the case, from 1; the present is flagged */
	bool present;
	uint32_t original;   /* the source that its own is stated to be a copy of; 0: none */
	bool changed;        /* all of its source, while it was read */
	enum store store;
	struct span path;
	struct span label;   /* of the source */
	/* what the user states of this root alone, which goes before all else */
	bool root_stated;    /* something; of_source 0: it is no copy */
	uint32_t of_source;
	bool of_root;        /* of that root of of_source; else of the one that is like it */
	struct span of_path;
	struct subvolume_fact in;
	bool copy;           /* as conclusions stand, another root speaks for it. Nothing is concluded from this */
};

/* How a link file read. */
enum reading { READING_NONE = 0, READING_FINE, READING_EMPTY, READING_MALFORMED };

enum stored_form { STORED_UNTOLD = 0, STORED_PACKED, STORED_TAR, STORED_OTHER };

struct item_fact {
	int64_t id, scan, registry; /* registry 0: none */
	enum role role;
	enum entry_kind kind;
	struct span path, repository, tag, upload;
	struct span target;         /* of a symbolic link */
	struct digest digest;       /* named by the path */
	uint64_t size;
	struct when mtime, ctime, btime;
	bool changed;               /* while its source was read: nothing is missing, corrupt or deleted by its word */
	bool asked, unread;         /* asked: bytes were wanted; unread: not all came */
	bool hashed;                /* depth gave a digest */
	enum stored_form form;      /* by its first bytes */
	uint64_t bytes;             /* read; of a trusted one: all */
	bool trusted;               /* an earlier scan read and hashed it, this one did not */
	struct digest sha256, observed; /* observed: by the algorithm of the name */
	struct span why;            /* of unread, or of a malformed reading */
	enum reading reading;
	struct digest reading_digest;
	uint64_t reading_offset, reading_length;
	struct when started;
	struct digest state_digest;
	uint64_t state_length;
};

struct document_fact {
	struct digest sha256;
	enum doc_kind kind;
	enum image_kind image_kind;
	struct span media_type;
	bool media_type_inferred;
	struct when created;
	uint32_t steps, layer_steps; /* history entries, and those that made a layer */
};

struct reference_fact {
	struct digest document;     /* sha256 of its bytes */
	struct reference ref;
	enum blob_kind target_kind; /* what the media type says of the target; BLOB_UNSET: nothing */
	bool tar;                   /* its media type and annotations are a tar archive's, or there is none */
	bool readable_tar;          /* ... one of a compression we read */
	struct span text;           /* as it stands, where it is no digest that can be followed */
};

struct diff_id_fact {
	struct digest document;
	uint32_t position;
	struct diff_id id;
};

struct layer_fact {
	struct digest sha256, diff_id;
	bool is_tar;
	uint64_t inflated;
};

struct observation_fact {
	int64_t id, scan, item; /* item 0: the scan as a whole */
	bool changed;           /* the item, or all of the source, while it was read */
	enum finding_code code;
	struct where where;
	struct span text;
	enum role role;         /* of the item */
	struct digest digest;   /* the item's name */
	struct digest observed; /* what its bytes hash to, by the name's algorithm */
	struct digest sha256;   /* what its bytes hash to */
	struct span subject;    /* digest, path or label, ready to show */
	struct span path;       /* of the item, raw */
};

/* An entry that deletion left behind: names and times are facts, that the entry is gone is one, too. */
struct dead_fact {
	int64_t id, scan, registry; /* registry 0: of none that is still there */
	enum role role;
	struct span path, repository, tag, upload;
	struct digest digest, says; /* named by the path; by the link's own deleted bytes */
	struct when seen, gone;     /* it stood there then or later; it was gone by then */
	struct when born, set, died; /* the inode's: when it was made, its bytes were set last, it was freed */
	uint64_t place, length;     /* on the image */
	uint64_t tag_inode, tag_life; /* the dead directory of the tag it is part of; 0: none, or it lives */
	uint64_t state, text;       /* addresses of the inode's last state alive, of the bytes that say so; 0 */
	bool whole;                 /* nothing is missing between that state and the end */
};

/* A wanted blob that was looked for on an image without success. */
struct lost_fact {
	int64_t scan;
	struct digest digest;
	struct span text;
	uint64_t place;
};

struct prefix_fact {
	int64_t item;       /* of an upload: its data, or a hash state */
	struct digest blob; /* which begins so */
};

struct naming_fact {
	int64_t item, scan, registry; /* registry 0: of no store */
	struct naming naming;
};

/* What says it is a row of a database read raw. */
enum row_state {
	ROW_NONE = 0, /* it is a line of a log */
	ROW_LIVES,
	ROW_DEAD,
	ROW_OLDER, /* it lives in a database that is not the newest of its source, or not whole */
	ROW_DEAD_OLDER,
	ROW_PAST, /* it lives, and tells of what was */
	ROW_LOOSE, /* no more, on a page in free space or in a file without a catalog: of which table it is, is an inference */
	ROW_FORM,  /* it lives, in a file without a catalog: the same */
	ROW_FORM_OLDER,
};

struct log_fact {
	int64_t item, scan;
	enum event_word event;
	struct when time;
	struct span raw_time, repository, from_repository, tag, upload, actor, address, agent, method, object, detail;
	struct digest digest;
	struct digest parent; /* the manifest that lists `digest`, or that was refused for want of it */
	bool has_size;
	uint64_t size;
	int status;
	uint64_t line, offset, length;
	int64_t clock_entry;  /* of the custody log: a check of this log's clock; 0: none */
	int64_t clock_offset; /* nanoseconds the clock was ahead; `time` is as the line says */
	enum row_state row;
};

/* ---- grounds ----------------------------------------------------------------------------------- */

/* One ground: an item, and where in its bytes (length 0 and no pointer: the entry itself). Without
 * an item: the scan as a whole. */
struct ground {
	int64_t item, scan;
	uint64_t offset, length;
	struct span pointer;
};

struct grounds { /* all there are: nothing is cut */
	const struct ground *v;
	size_t n;
};

/* ---- conclusions ------------------------------------------------------------------------------- */

struct blob_conclusion {
	struct digest digest;
	enum blob_kind kind;
	enum blob_state state;
	bool has_size, has_observed;
	uint64_t size;               /* of its bytes when intact, else the declared one when there is */
	struct span media_type;
	struct digest diff_id;
	struct digest observed_digest;
	uint64_t observed_size;
};

struct image_conclusion {
	struct digest digest;
	enum image_kind kind;
	enum blob_state state;
	struct span media_type;
	bool media_type_inferred;
	enum standing standing;
	enum completeness completeness;
	enum origin origin;
	enum grade grade;
	bool has_size;
	uint64_t size, total_size;
	struct when created;
	struct digest config, subject;
	struct grounds because;
};

struct image_repository_conclusion {
	struct digest image;
	int64_t registry;
	struct span repository;
	enum standing standing;
	struct when deleted_at, deleted_after, deleted_before;
	struct grounds because;
};

struct edge {
	const char *kind;   /* config layer child subject blob signed diff-id revision tag tag-index */
	struct digest from, to;
	uint32_t position;
	bool has_size;
	uint64_t size;
	struct span media_type, platform;
	struct digest diff_id, diff_id_claimed; /* of a layer: computed from bytes; the config's word */
	enum grade grade;
	const char *rule;
	struct grounds because;
};

struct candidate_conclusion { /* a config without manifest, and the layers its diff_ids lead to */
	struct digest config;
	uint32_t position;
	struct digest diff_id, layer; /* layer DIGEST_NONE: no blob inflates to it */
	enum grade grade;
	const char *rule;
};

/* Who tells of a tag's target; of several that tell the same, the first. */
enum tag_teller { TOLD_BY_TREE = 1, TOLD_BY_COPY, TOLD_BY_LOG, TOLD_BY_REMAINS };

struct tag_conclusion {
	int64_t registry;
	enum tag_teller teller;
	struct span repository, tag;
	struct digest digest;
	enum tag_standing standing;
	struct when from, until, deleted_at, deleted_after, deleted_before;
	struct when first; /* set to it before, too; from another setting than `from` */
	struct ground first_at;
	const char *time_source;
	enum grade grade;
	const char *rule;
	struct grounds because;
};

struct repository_conclusion {
	int64_t registry;
	struct span name;
	enum repo_standing standing;
	uint64_t images, tags, bytes, unique_bytes;
};

struct upload_conclusion {
	int64_t registry;
	struct span repository, uuid;
	struct when started;
	bool has_size;
	uint64_t size;
	struct digest digest, becoming;
	struct grounds because;
};

/* A manifest whose bytes are gone, written anew and accepted by its digest. */
struct resynthesis_conclusion {
	struct digest digest, input; /* input: the config, or the first child of an index */
	const char *recipe, *producer;
	bool has_searched;
	uint64_t searched_size;      /* of the one layer whose size was not known */
	struct span bytes;
};

/* One line of the timeline. An event without an exact time has bounds; it happened after and before. */
struct event_conclusion {
	enum event_word event;
	int64_t registry;            /* 0: of none */
	struct span repository, tag;
	struct when time, after, before;
	const char *time_source;     /* what the times were read from */
	struct digest digest;
	struct span actor, address, text;
	enum grade grade;
	const char *rule;
	struct grounds because;
};

/* What logs let infer below a manifest, or a tag of an unknown one, whose bytes nobody holds. */
struct logged_part_conclusion {
	struct digest image;         /* DIGEST_NONE: only `tag` is known */
	struct span repository, tag; /* tag: when the image is not known */
	struct digest part;
	bool manifest;               /* the part is one */
	bool has_size;
	uint64_t size;
	struct when time;            /* of the line that names the part */
	const char *rule;
	enum grade grade;
	struct grounds because;
};

/* By whose word two registries have one history. */
enum kin {
	KIN_AGREES = 0,   /* by nobody's: their trees agree, and that is all */
	KIN_STATED = 1,   /* the user's */
	KIN_SNAPSHOT = 2, /* the file system's: one lies in a read-only snapshot of what the other lies in, unchanged since */
};

/* Two registries and what they share: copies of one another, or two whose trees agree. */
struct kinship_conclusion {
	int64_t registry, of;       /* of: the one that speaks; of two that agree, the present's, the younger of one source */
	enum kin kin;
	uint64_t entries, of_entries; /* revision entries: a manifest in a repository */
	uint64_t common, same_time; /* ... that stand in both; with the same time to the nanosecond */
};

struct finding {
	enum finding_code code;
	struct span subject, text;
	struct grounds because;
};

#endif
