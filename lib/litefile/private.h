/* litefile/private.h - inside litefile/: pages and who owns them, records, tables, rows. Numbers: formats(7), "SQLITE". */
#ifndef LITEFILE_PRIVATE_H
#define LITEFILE_PRIVATE_H

#include "base/arena.h"
#include "base/load.h"
#include "base/vec.h"
#include "litefile/litefile.h"

enum {
	LITE_HEAD = 100,        /* format: bytes of the file's header */
	LITE_COLUMNS = 2000,    /* format: SQLITE_MAX_COLUMN */
	LITE_TREE_DEPTH = 20,   /* format: BTCURSOR_MAX_DEPTH */
	LITE_SHAPE = 128,       /* rule: columns of a table whose dead rows are looked for */
};

/* Types of pages of trees. */
enum { TREE_INDEX_INNER = 2, TREE_TABLE_INNER = 5, TREE_INDEX_LEAF = 10, TREE_TABLE_LEAF = 13 };

/* ---- record.c ---- */
/* The number at the head of `in`: its bytes, 0 when it leaves them. */
size_t varint_of(uint64_t *out, struct span in);
/* Bytes that a value of serial type `type` takes. */
uint64_t type_bytes(uint64_t type);
struct lite_field {
	uint32_t type; /* serial type; those beyond 32 bits are no value */
	struct span bytes;
	bool lost;     /* its bytes are not there */
	bool spliced;  /* some lie in overflow pages of which nothing proves that they were its own */
};
struct lite_record {
	struct lite_field *v;
	size_t n;
	uint64_t head, body; /* bytes; what the types say */
};
/* The types of the head of a record: false when it is none, or has more than `most` values. Bodies are not cut. */
bool record_head(struct lite_record *out, struct lite_field *room, size_t most, struct span in);
/* The values out of the body; those that leave it are lost, those that leave its first `sure` bytes are spliced. */
void record_cut(struct lite_record *r, struct span body, size_t sure);
/* Is this a text of the encoding, without control characters? */
bool text_is_clean(struct span bytes, unsigned encoding);
/* A value as a text, out of `arena` where it is not as it stands. */
int field_text(struct arena *a, const struct lite_field *v, unsigned encoding, struct span *out, struct fault *f) MUST_USE;
int64_t field_int(const struct lite_field *v);

/* ---- schema.c ---- */
enum affinity { AFFINITY_BLOB, AFFINITY_TEXT, AFFINITY_NUMERIC, AFFINITY_INTEGER, AFFINITY_REAL };
struct lite_column {
	struct span name;
	enum affinity affinity;
	bool required, key, virtual;
};
struct key_row { /* a living row */
	uint64_t key;     /* hash of what tells it from others */
	uint64_t content; /* hash of its values */
};
struct lite_hashes { /* open addressing; 0 is none */
	uint64_t *v;
	size_t n, slots;
};
struct lite_table {
	struct span name;
	uint32_t root;
	bool wanted, without_rowid, sound; /* sound: its columns are known */
	struct lite_column *columns;
	size_t n, alias;  /* alias: the column that is the rowid, SIZE_MAX none */
	size_t *stored;   /* place in a record -> column */
	size_t n_stored, fewest; /* values of a record: at most, at least */
	bool keyed;       /* rows are told apart by columns, not by their rowid */
	size_t mark;      /* SIZE_MAX: none */
	const char *begins;
	/* living rows */
	VEC(struct key_row) rows;  /* by key */
	struct lite_hashes contents, told, told_plain;
};
struct index_of {
	uint32_t root;
	size_t table;
	size_t *columns, n; /* n 0: not known */
};
int schema_read(struct lite *l, struct fault *f) MUST_USE;
/* Columns of a CREATE TABLE. False: not made out. */
int schema_table(struct lite *l, struct lite_table *t, struct span sql, struct fault *f) MUST_USE;
int schema_index(struct lite *l, struct index_of *x, struct span sql, struct fault *f) MUST_USE;

/* ---- pages.c, log.c, journal.c ---- */
enum owner_kind { PAGE_LOOSE, PAGE_TREE, PAGE_OVERFLOW, PAGE_TRUNK, PAGE_FREE, PAGE_POINTERS };
struct owner {
	uint8_t kind;
	uint32_t tree; /* PAGE_TREE: 1 + table, or 1 + tables + index */
};
struct lite_frame { /* an earlier or the present state of a page */
	uint32_t page;
	enum lite_file file;
	uint64_t offset; /* of its bytes */
	uint32_t turn;   /* of the log: 0 the present one, then earlier ones; of a journal 0 */
	bool ends;       /* a transaction ends with it */
	size_t until;    /* of the log: its transaction ends before this frame */
};
struct lite_image { /* bytes of one page at one time */
	const uint8_t *p;
	uint32_t page;
	enum lite_file file;
	uint64_t offset;
	bool past;       /* a state that was committed, and is no more */
	size_t at;       /* past: frames before this one are what stood beside it */
};
struct index_space { /* of pages of indexes, where dead entries may lie */
	const uint8_t *p;
	size_t from, to;
	size_t index;     /* SIZE_MAX: not known whose */
};
struct lite_wanted {
	const char *table, *mark, *begins;
};
struct lite {
	struct lite_input in;
	struct limits limits;
	const struct watch *watch;
	struct lite_facts facts;
	struct arena arena;
	uint32_t usable;
	VEC(struct lite_wanted) wanted;
	VEC(struct lite_frame) frames; /* committed ones in their order; of the oldest turn first, the present one last */
	VEC(struct lite_frame) kept;   /* earlier states out of a journal that is finished */
	size_t *frame_order, *kept_order; /* of both, by page */
	uint64_t *now;            /* page -> 1 + offset in a file, 0: the main file */
	uint8_t *now_file;
	struct owner *owners;     /* page - 1 */
	VEC(struct lite_table) tables;
	VEC(struct index_of) indexes;
	struct buf payload;
	struct arena row;         /* values of the row at hand */
	VEC(struct index_space) index_spaces;
	uint64_t steps_left;      /* bytes times tables that may still be asked */
	uint64_t search_left;     /* bytes of indexes that may still be searched */
	uint64_t overflow_left;   /* bytes of dead rows' overflow that may still be read */
	bool overfull;            /* a bound bit on living rows: the dead cannot be told from them */
};
int log_load(struct lite *l, struct fault *f) MUST_USE;
int journal_load(struct lite *l, struct fault *f) MUST_USE;
int pages_map(struct lite *l, struct fault *f) MUST_USE;
/* The page as it is now; false: it is not there. */
bool page_now(const struct lite *l, uint32_t page, struct lite_image *out);
/* As it stood beside `beside`. */
bool page_beside(const struct lite *l, const struct lite_image *beside, uint32_t page, struct lite_image *out);
void damaged(struct lite *l, uint32_t page);

/* ---- tree.c ---- */
struct tree_page {
	uint8_t type;
	unsigned head;   /* offset of its header */
	unsigned cells, first_free, content, pointers; /* pointers: offset of the first */
};
bool tree_page_of(const struct lite *l, const struct lite_image *m, struct tree_page *out);
struct lite_cell {
	size_t start, size;    /* in the page, with the overflow pointer */
	int64_t rowid;
	uint64_t payload;
	struct span local;     /* of the payload */
	uint32_t overflow;     /* page, 0 none */
	uint32_t child;
};
/* The cell at `at`, which ends before `end`; false: none. */
bool cell_of(const struct lite *l, const struct lite_image *m, uint8_t type, size_t at, size_t end, struct lite_cell *out);
/* Local bytes of a payload of a table's leaf or of an index. */
size_t local_bytes(const struct lite *l, uint64_t payload, bool table);
struct tree_sink {
	void *user;
	/* `whole`: the payload; its overflow is not to be had: shorter than c->payload */
	int (*row)(void *user, const struct lite_image *m, const struct lite_cell *c, struct span whole, struct fault *f);
};
/* Walks a tree: every page gets `tree` as its owner, every row goes to `sink` (NULL: none). */
int tree_walk(struct lite *l, uint32_t root, uint32_t tree, bool claim, const struct tree_sink *sink, struct fault *f) MUST_USE;
int tree_claims(struct lite *l, struct fault *f) MUST_USE;
/* A payload whose rest lies in overflow pages, in l->payload when it has some. Dead ones are bounded. */
int payload_of(struct lite *l, const struct lite_image *beside, const struct lite_cell *c, bool living, uint32_t tree, struct span *out, struct fault *f) MUST_USE;

/* ---- rows.c ---- */
struct found { /* a row's record, with what is known beside it */
	struct lite_table *table;
	struct lite_record record;
	bool has_rowid, past;
	int64_t rowid;
	enum lite_file file;
	uint64_t offset, length;
	uint32_t page;
};
/* Under the key of this process: of one value or of two, never of an order. */
uint64_t hash_bytes(uint64_t h, struct span s);
bool hashes_has(const struct lite_hashes *h, uint64_t x);
int hashes_add(struct lite_hashes *h, uint64_t x, struct fault *f) MUST_USE;
uint64_t found_content(const struct found *r);
bool found_key(const struct found *r, uint64_t *out);
/* Tells the living rows of a table; of its dead ones none is told yet. */
int rows_living(struct lite *l, struct lite_table *t, const struct lite_sink *sink, struct fault *f) MUST_USE;
int rows_learn(struct lite *l, struct lite_table *t, struct fault *f) MUST_USE;
int row_put(struct lite *l, const struct found *r, enum lite_life life, const struct lite_sink *sink, struct fault *f) MUST_USE;
/* A dead row, told unless it lives or was told. */
int row_dead(struct lite *l, const struct found *r, const struct lite_sink *sink, struct fault *f) MUST_USE;

/* ---- fit.c ---- */
/* Do the values fit the table's columns? `clean`: texts are looked at too. */
bool record_fits(const struct lite *l, const struct lite_table *t, const struct lite_record *r, bool clean);
bool types_fit(const struct lite_table *t, const struct lite_record *r);
/* Of the tables in `among` (NULL: all) the one it fits; NULL: none, several, or one that is not wanted. */
struct lite_table *table_of(struct lite *l, const struct lite_table *owner, const struct lite_record *r, const bool *among);

/* ---- space.c ---- */
struct lite_area {
	size_t from, to;
	bool anchored; /* a cell began at `from`, and lost its first four bytes */
};
/* The spaces of a page that no cell uses; `room` holds as many as a page can have. Returns how many. */
size_t page_areas(const struct lite *l, const struct lite_image *m, const struct tree_page *t, struct lite_area *room, size_t most);
struct lite_candidate { /* a row in space that is not in use */
	size_t from, to;  /* its cell; what was overwritten at its beginning is in it */
	size_t body;      /* where its values begin */
	size_t head;      /* of its record; what stands there may be overwritten */
	size_t n, lost;   /* values; how many of their types were overwritten, which are NULL then */
	bool sound;       /* nothing was written over it, as far as can be told */
	bool headless;    /* the length of the record's head was overwritten */
	bool has_rowid;
	int64_t rowid;
	struct lite_table *table;
	uint64_t payload;
	uint32_t overflow;
};
typedef VEC(struct lite_candidate) candidates;
struct searched { /* a page whose space is searched */
	const struct lite_image *m;
	const struct lite_table *owner; /* NULL: not known */
	const bool *among;         /* tables whose rows may be there; NULL: all */
};
/* The rows in `a`, by place; those that others were written over are left out. */
int space_search(struct lite *l, const struct searched *s, struct lite_area a, candidates *out, struct fault *f) MUST_USE;
/* Its record, values cut, and what of the payload lies there: without its head where that is overwritten. `room` holds LITE_COLUMNS. */
bool candidate_record(const struct lite *l, const struct lite_image *m, const struct lite_candidate *c, struct lite_field *room, struct lite_record *out, struct span *local);

/* ---- past.c, index.c ---- */
/* Calls `take` with every page that may hold dead rows: earlier states first, then free pages, then those of tables and indexes. */
enum page_use { USE_PAST, USE_FREE, USE_TRUNK, USE_LIVING };
struct page_sink {
	void *user;
	int (*page)(void *user, const struct lite_image *m, enum page_use use, struct fault *f);
};
int dead_pages(struct lite *l, const struct page_sink *sink, struct fault *f) MUST_USE;
/* The rowid of a dead row that lost it, out of entries of the table's indexes that are dead too. */
int index_load(struct lite *l, struct fault *f) MUST_USE;
bool rowid_by_index(struct lite *l, const struct found *r, int64_t *out);
bool key_lives(const struct lite_table *t, uint64_t key);

#endif
