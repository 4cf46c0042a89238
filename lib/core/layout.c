/* core/layout.c - what a path of a registry means: the one place that knows docker/registry/v2. */
#include "core/layout.h"

#include "base/number.h"

enum { MAX_PARTS = 512 }; /* rule: twice path_depth; a deeper path is of no registry */

static const struct {
	enum role role;
	const char *text, *about;
} roles[] = {
#define X(id, number, text, about) { ROLE_##id, text, about },
	ROLES(X)
#undef X
};

const char *role_text(enum role r)
{
	for (size_t i = 0; i < COUNT(roles); i++)
		if (roles[i].role == r)
			return roles[i].text;
	return "";
}

bool role_is_blob(enum role r)
{
	return r == ROLE_BLOB_DATA || r == ROLE_STORE_BLOB || r == ROLE_STORE_FILE || r == ROLE_RECOVERED;
}

const char *role_about(enum role r)
{
	for (size_t i = 0; i < COUNT(roles); i++)
		if (roles[i].role == r)
			return roles[i].about;
	return "";
}

static const struct {
	enum store store;
	const char *text, *about;
} stores[] = {
#define X(id, number, text, about) { STORE_IS_##id, text, about },
	STORES(X)
#undef X
};

const char *store_text(enum store s)
{
	for (size_t i = 0; i < COUNT(stores); i++)
		if (stores[i].store == s)
			return stores[i].text;
	return "";
}

const char *store_about(enum store s)
{
	for (size_t i = 0; i < COUNT(stores); i++)
		if (stores[i].store == s)
			return stores[i].about;
	return "";
}

enum store store_of(struct span text)
{
	for (size_t i = 0; i < COUNT(stores); i++)
		if (span_is(text, stores[i].text))
			return stores[i].store;
	return STORE_NONE;
}

const char *layout_prefix(struct span path)
{
	struct span last = path;

	while (last.n > 0 && last.p[last.n - 1] == '/')
		last.n--;
	for (size_t i = last.n; i > 0; i--)
		if (last.p[i - 1] == '/') {
			last = span_from(last, i);
			break;
		}
	if (span_is(last, "blobs"))
		return "blobs/";
	if (span_is(last, "repositories"))
		return "repositories/";
	return "";
}

struct path_parts {
	struct span part[MAX_PARTS];
	size_t n;
	bool more; /* the path has more than that: no role can be told */
};

static void split(struct path_parts *ps, struct span path)
{
	ps->n = 0;
	while (path.n > 0 && ps->n < MAX_PARTS)
		ps->part[ps->n++] = span_cut(&path, '/');
	ps->more = path.n > 0;
}

static bool is_tmp(struct span name)
{
	/* <name>.<uuid>.tmp: a 36-byte UUID between dots */
	return name.n > 42 && span_ends(name, span_of(".tmp")) && name.p[name.n - 41] == '.' &&
	       name.p[name.n - 32] == '-' && name.p[name.n - 27] == '-';
}

static struct span joined(const struct path_parts *ps, size_t from, size_t to)
{
	const uint8_t *start = ps->part[from].p;

	return span_make(start, (size_t)(ps->part[to - 1].p + ps->part[to - 1].n - start));
}

/* Reads <alg>/.../<hex> at part `at`; the algorithm may itself be several parts ('+', '.', ';' were
 * written as '/'), of which only the single-part ones are known to us. */
static bool digest_at(struct place *out, const struct path_parts *ps, size_t alg, size_t hex)
{
	int rc = digest_parse_parts(&out->digest, ps->part[alg], ps->part[hex]);

	if (rc == DIGEST_UNKNOWN_ALG)
		out->alg = ps->part[alg];
	return rc == 0;
}

static enum role blob_role(struct place *out, const struct path_parts *ps, size_t at, bool is_dir)
{
	size_t below = ps->n - at; /* parts after "blobs" */

	if (below <= 1)
		return is_dir ? ROLE_BLOBS : ROLE_FOREIGN;
	if (below == 2)
		return is_dir && ps->part[at + 1].n == 2 ? ROLE_SHARD : ROLE_FOREIGN;
	if (!digest_at(out, ps, at, at + 2))
		return ROLE_FOREIGN;
	out->shard_differs = !span_starts(ps->part[at + 2], ps->part[at + 1]);
	if (below == 3)
		return is_dir ? ROLE_BLOB_DIR : ROLE_FOREIGN;
	if (below == 4 && !is_dir && span_is(ps->part[at + 3], "data"))
		return ROLE_BLOB_DATA;
	return below == 4 && !is_dir && is_tmp(ps->part[at + 3]) ? ROLE_LEFTOVER : ROLE_FOREIGN;
}

/* The common shape <alg>/<hex>/link below part `at`. `dir` and `link` are the roles to give. */
static enum role link_role(struct place *out, const struct path_parts *ps, size_t at, bool is_dir,
                           enum role above, enum role dir, enum role link)
{
	size_t below = ps->n - at;

	if (below <= 1)
		return is_dir ? above : ROLE_FOREIGN;
	if (!digest_at(out, ps, at, at + 1))
		return ROLE_FOREIGN;
	if (below == 2)
		return is_dir ? dir : ROLE_FOREIGN;
	if (below == 3 && !is_dir && span_is(ps->part[at + 2], "link"))
		return link;
	return below == 3 && !is_dir && is_tmp(ps->part[at + 2]) ? ROLE_LEFTOVER : ROLE_FOREIGN;
}

static enum role revision_role(struct place *out, const struct path_parts *ps, size_t at, bool is_dir)
{
	size_t below = ps->n - at;

	if (below >= 3 && span_is(ps->part[at + 2], "signatures")) {
		struct digest manifest;
		enum role r;

		if (!digest_at(out, ps, at, at + 1))
			return ROLE_FOREIGN;
		manifest = out->digest;
		r = link_role(out, ps, at + 3, is_dir, ROLE_SIGNATURE_PART, ROLE_SIGNATURE_PART,
		              ROLE_SIGNATURE_LINK);
		if (r == ROLE_SIGNATURE_PART)
			out->digest = manifest;
		return r;
	}
	return link_role(out, ps, at, is_dir, ROLE_MANIFESTS, ROLE_REVISION_DIR, ROLE_REVISION_LINK);
}

static enum role tag_role(struct place *out, const struct path_parts *ps, size_t at, bool is_dir)
{
	size_t below = ps->n - at;

	if (below == 0)
		return is_dir ? ROLE_MANIFESTS : ROLE_FOREIGN;
	out->tag = ps->part[at];
	if (below == 1)
		return is_dir ? ROLE_TAG_DIR : ROLE_FOREIGN;
	if (span_is(ps->part[at + 1], "current")) {
		if (below == 2)
			return is_dir ? ROLE_TAG_PART : ROLE_FOREIGN;
		if (below == 3 && !is_dir && span_is(ps->part[at + 2], "link"))
			return ROLE_TAG_CURRENT;
		return below == 3 && !is_dir && is_tmp(ps->part[at + 2]) ? ROLE_LEFTOVER : ROLE_FOREIGN;
	}
	if (!span_is(ps->part[at + 1], "index"))
		return ROLE_FOREIGN;
	return link_role(out, ps, at + 2, is_dir, ROLE_TAG_PART, ROLE_TAG_INDEX_DIR, ROLE_TAG_INDEX);
}

static bool decimal(struct span s, uint64_t *out)
{
	return (s.n <= 1 || s.p[0] != '0') && number_read(out, s, UINT64_MAX);
}

static enum role upload_role(struct place *out, const struct path_parts *ps, size_t at, bool is_dir)
{
	size_t below = ps->n - at;

	if (below == 0)
		return is_dir ? ROLE_UPLOADS : ROLE_FOREIGN;
	out->upload = ps->part[at];
	if (below == 1)
		return is_dir ? ROLE_UPLOAD_DIR : ROLE_FOREIGN;
	if (span_is(ps->part[at + 1], "hashstates")) {
		if (below <= 3 && is_dir)
			return ROLE_UPLOAD_PART;
		if (below == 4 && !is_dir && decimal(ps->part[at + 3], &out->offset))
			return ROLE_UPLOAD_HASHSTATE;
		return ROLE_FOREIGN;
	}
	if (below != 2 || is_dir)
		return ROLE_FOREIGN;
	if (span_is(ps->part[at + 1], "data"))
		return ROLE_UPLOAD_DATA;
	if (span_is(ps->part[at + 1], "startedat"))
		return ROLE_UPLOAD_STARTED;
	return is_tmp(ps->part[at + 1]) ? ROLE_LEFTOVER : ROLE_FOREIGN;
}

static enum role layer_role(struct place *out, const struct path_parts *ps, size_t at, bool is_dir)
{
	/* 2.0.x: _layers/tarsum/<version>/<alg>/<hash>/link */
	if (ps->n > at && span_is(ps->part[at], "tarsum")) {
		if (ps->n - at == 5 && !is_dir && span_is(ps->part[at + 4], "link"))
			return ROLE_LAYER_LINK;
		return ps->n - at <= 4 && is_dir ? ROLE_LAYERS : ROLE_FOREIGN;
	}
	return link_role(out, ps, at, is_dir, ROLE_LAYERS, ROLE_LAYER_DIR, ROLE_LAYER_LINK);
}

static enum role manifests_role(struct place *out, const struct path_parts *ps, size_t at, bool is_dir)
{
	if (ps->n == at)
		return is_dir ? ROLE_MANIFESTS : ROLE_FOREIGN;
	if (span_is(ps->part[at], "revisions"))
		return revision_role(out, ps, at + 1, is_dir);
	if (span_is(ps->part[at], "tags"))
		return tag_role(out, ps, at + 1, is_dir);
	return ROLE_FOREIGN;
}

static enum role stray(const struct path_parts *ps, enum role r, bool is_dir)
{
	return r == ROLE_FOREIGN && !is_dir && span_is(ps->part[ps->n - 1], "link") ? ROLE_STRAY_LINK : r;
}

static enum role repository_role(struct place *out, const struct path_parts *ps, size_t at, bool is_dir)
{
	for (size_t i = at; i < ps->n; i++) {
		struct span part = ps->part[i];

		if (part.n == 0 || part.p[0] != '_')
			continue;
		if (i > at)
			out->repository = joined(ps, at, i);
		if (i > at && span_is(part, "_manifests"))
			return stray(ps, manifests_role(out, ps, i + 1, is_dir), is_dir);
		if (i > at && span_is(part, "_layers"))
			return stray(ps, layer_role(out, ps, i + 1, is_dir), is_dir);
		if (i > at && span_is(part, "_uploads"))
			return upload_role(out, ps, i + 1, is_dir);
		return ROLE_FOREIGN;
	}
	return is_dir ? ROLE_REPOSITORIES : ROLE_FOREIGN;
}

static bool is_store(struct span part)
{
	return span_is(part, "blobs") || span_is(part, "repositories");
}

/* Index of the part that follows a registry root ("blobs" or "repositories"), ps->n when the path
 * is the root itself, SIZE_MAX when there is no root. */
static size_t find_store(const struct path_parts *ps)
{
	bool at_top = ps->n > 0 && is_store(ps->part[0]);

	for (size_t i = 0; i < ps->n; i++) {
		bool whole = i >= 2 && span_is(ps->part[i - 1], "registry") &&
		             span_is(ps->part[i - 2], "docker");
		bool store = i + 1 < ps->n && is_store(ps->part[i + 1]);

		if (!span_is(ps->part[i], "v2"))
			continue;
		/* a directory that is only called "blobs" or "repositories" may hold whole
		 * registries, as one called anything else */
		if (at_top ? whole && store : whole || store)
			return i + 1;
	}
	return at_top ? 0 : SIZE_MAX;
}

static bool is_lost_and_found(struct span part)
{
	return span_is(part, "lost+found");
}

/* Parts that only a repository holds, each with what must follow it: the name alone would be too little. */
static bool in_repository(const struct path_parts *ps, size_t at)
{
	struct span next = at + 1 < ps->n ? ps->part[at + 1] : SPAN_NONE;
	struct digest d;

	if (span_is(ps->part[at], "_manifests"))
		return span_is(next, "revisions") || span_is(next, "tags");
	if (span_is(ps->part[at], "_layers"))
		return at + 2 < ps->n && digest_parse_parts(&d, next, ps->part[at + 2]) == 0;
	return span_is(ps->part[at], "_uploads") && next.n == 36 && next.p[8] == '-' && next.p[23] == '-';
}

static bool blob_path(const struct path_parts *ps, size_t at)
{
	struct digest d;

	return at + 3 < ps->n && span_is(ps->part[at], "blobs") && ps->part[at + 2].n == 2 &&
	       digest_parse_parts(&d, ps->part[at + 1], ps->part[at + 3]) == 0;
}

/* Where `blobs` or `repositories` stands in a path that tells by what follows that it is a registry's,
 * whatever is above; SIZE_MAX when none does. */
static size_t store_by_content(const struct path_parts *ps, size_t from)
{
	size_t inside = from + 1;

	while (inside < ps->n && !in_repository(ps, inside))
		inside++;
	for (size_t i = from; i < ps->n; i++)
		if (blob_path(ps, i) || (inside < ps->n && i + 1 < inside && span_is(ps->part[i], "repositories")))
			return i;
	return SIZE_MAX;
}

/* The part at which the name of a repository begins that lies in no `repositories`: put aside alone, in a
 * `repositories.old`, or by a check of the file system in lost+found. SIZE_MAX when there is none. */
static size_t shelved_repository(const struct path_parts *ps, size_t from)
{
	size_t inside = from + 1;

	while (inside < ps->n && !in_repository(ps, inside))
		inside++;
	if (inside >= ps->n)
		return SIZE_MAX;
	for (size_t i = from; i + 1 < inside; i++) {
		if (span_starts(ps->part[i], span_of("repositories")))
			return i + 1;
		if (is_lost_and_found(ps->part[i]))
			return i + 2 < inside ? i + 2 : i + 1;
	}
	return inside - 1;
}

/* A tag's directory, or the one of all tags, that a check of the file system put into lost+found: what is
 * left of its path are numbers. The tag then goes by the last name before `current` or `index`. */
static bool lost_tag(struct place *out, const struct path_parts *ps, bool is_dir)
{
	size_t lost = 0, at;

	while (lost < ps->n && !is_lost_and_found(ps->part[lost]))
		lost++;
	for (at = lost + 2; at < ps->n; at++)
		if (span_is(ps->part[at], "current") || span_is(ps->part[at], "index"))
			break;
	/* `current` and `index` mean a tag only with the link below them */
	if (at >= ps->n || is_dir || !span_is(ps->part[ps->n - 1], "link"))
		return false;
	out->role = tag_role(out, ps, at - 1, is_dir);
	if (out->role != ROLE_TAG_CURRENT && out->role != ROLE_TAG_INDEX)
		return false;
	out->repository = at - 1 > lost + 1 ? joined(ps, lost + 1, at - 1) : ps->part[lost];
	out->registry = at - 1 > lost + 1 ? joined(ps, 0, lost + 1) : lost > 0 ? joined(ps, 0, lost) : SPAN_NONE;
	return true;
}

static struct span root_of(const struct path_parts *ps, struct span path, size_t ends)
{
	return ends == 0 ? span_sub(path, 0, 0) : joined(ps, 0, ends);
}

/* What lies at part `store` and below it, in a root that ends there. */
static enum role role_in_root(struct place *out, const struct path_parts *ps, size_t store, bool is_dir)
{
	if (ps->more)
		return ROLE_FOREIGN;
	if (store == ps->n)
		return is_dir ? ROLE_ROOT : ROLE_FOREIGN;
	if (span_is(ps->part[store], "blobs"))
		return blob_role(out, ps, store + 1, is_dir);
	if (span_is(ps->part[store], "repositories"))
		return repository_role(out, ps, store + 1, is_dir);
	return ROLE_FOREIGN;
}

static void in_root(struct place *out, const struct path_parts *ps, struct span path, size_t store, bool is_dir)
{
	out->in_registry = true;
	out->store = STORE_IS_REGISTRY;
	out->registry = root_of(ps, path, store);
	out->role = role_in_root(out, ps, store, is_dir);
}

/* A root inside another, or outside all, that its content tells. */
static bool by_content(struct place *out, const struct path_parts *ps, struct span path, size_t from, bool is_dir)
{
	size_t at = ps->more ? SIZE_MAX : store_by_content(ps, from);

	if (at != SIZE_MAX) {
		in_root(out, ps, path, at, is_dir);
		return true;
	}
	at = ps->more ? SIZE_MAX : shelved_repository(ps, from);
	if (at != SIZE_MAX) {
		out->role = repository_role(out, ps, at, is_dir);
		out->registry = root_of(ps, path, at);
	} else if (ps->more || !lost_tag(out, ps, is_dir)) {
		return false;
	}
	out->in_registry = true;
	out->store = STORE_IS_REGISTRY;
	return true;
}

void layout_classify(struct place *out, struct span path, bool is_dir)
{
	struct path_parts ps;
	size_t store;

	memset(out, 0, sizeof *out);
	out->role = ROLE_OUTSIDE;
	split(&ps, path);
	if (ps.n > 0 && !ps.more && !is_dir && span_is(ps.part[ps.n - 1], "scheduler-state.json")) {
		out->role = ROLE_SCHEDULER;
		out->registry = ps.n > 1 ? joined(&ps, 0, ps.n - 1) : SPAN_NONE;
		return;
	}
	store = find_store(&ps);
	if (store == SIZE_MAX && by_content(out, &ps, path, 0, is_dir))
		return;
	if (!is_dir && !ps.more && layout_store(out, path, store, store == SIZE_MAX || store + 3 == ps.n))
		return;
	if (store == SIZE_MAX)
		return;
	in_root(out, &ps, path, store, is_dir);
	/* a second tree shelved inside the first */
	if (out->role == ROLE_FOREIGN || out->role == ROLE_BLOBS) {
		struct place inner = { .role = ROLE_OUTSIDE };

		if (store < ps.n && by_content(&inner, &ps, path, store + (out->role == ROLE_BLOBS), is_dir))
			*out = inner;
	}
}

void layout_classify_in(struct place *out, struct span path, struct span root, bool is_dir)
{
	struct path_parts ps, above;

	memset(out, 0, sizeof *out);
	split(&ps, path);
	split(&above, root);
	in_root(out, &ps, path, above.n, is_dir);
	if (out->role != ROLE_FOREIGN || ps.more || above.n >= ps.n)
		return;
	/* nothing but repositories is there: what is no part of one is not the root's */
	out->role = repository_role(out, &ps, above.n, is_dir);
	if (out->repository.n == 0 || out->role == ROLE_FOREIGN)
		out->role = ROLE_FOREIGN;
}

bool layout_named(struct span root)
{
	return root.n == 0 || span_is(root, "v2") || span_ends(root, span_of("/v2"));
}
