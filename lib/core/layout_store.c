/*
 * core/layout_store.c - paths of stores other than the registry's: OCI image layouts, what docker save and
 * skopeo write, containerd, Docker's engine, containers/storage. sherd-formats(7), "Other stores".
 *
 * All of them keep the same content-addressed bytes. Only files say anything; directories do not.
 */
#include "core/layout.h"

enum { TAIL = 8 }; /* rule: more parts than any of these places has */

/* The last parts of a path, the last one first. */
struct path_tail {
	struct span part[TAIL];
	size_t n;        /* parts there are, at most TAIL */
	struct span path;
};

static struct path_tail tail_of(struct span path)
{
	struct path_tail t = { .n = 0, .path = path };
	size_t end = path.n;

	while (end > 0 && t.n < TAIL) {
		size_t from = end;

		while (from > 0 && path.p[from - 1] != '/')
			from--;
		t.part[t.n++] = span_sub(path, from, end - from);
		end = from > 0 ? from - 1 : 0;
	}
	return t;
}

static bool part_is(const struct path_tail *t, size_t at, const char *text)
{
	return at < t->n && span_is(t->part[at], text);
}

/* The path without its last `parts` parts. */
static struct span above(const struct path_tail *t, size_t parts)
{
	size_t n = t->path.n;

	if (parts == 0)
		return t->path;
	if (parts > t->n)
		return span_sub(t->path, 0, 0);
	n = (size_t)(t->part[parts - 1].p - t->path.p);
	return span_sub(t->path, 0, n > 0 ? n - 1 : 0);
}

static bool digest_named(struct place *out, const struct path_tail *t)
{
	return t->n >= 2 && digest_parse_parts(&out->digest, t->part[1], t->part[0]) == 0;
}

static bool is_content_store(struct span root)
{
	return span_ends(root, span_of("io.containerd.content.v1.content"));
}

static bool put(struct place *out, enum role role, enum store store, struct span root, bool sure)
{
	out->role = role;
	out->store = store;
	out->registry = root;
	out->in_registry = sure;
	return true;
}

static bool hex64(struct span s)
{
	if (s.n != 64)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return true;
}

/* <hex>, <hex>.json, <hex>.tar, <hex>.manifest.json, sha256__<hex>, sha256-<hex>, sha256:<hex>: how tools and stores name copies. */
static bool named_like_digest(struct place *out, struct span name)
{
	static const char *const endings[] = { "", ".json", ".tar", ".tar.gz", ".manifest.json" };

	static const char *const beginnings[] = { "sha256__", "sha256-", "sha256:", "sha256_" };

	for (size_t i = 0; i < COUNT(beginnings); i++)
		if (span_starts(name, span_of(beginnings[i]))) {
			name = span_from(name, strlen(beginnings[i]));
			break;
		}
	for (size_t i = 0; i < COUNT(endings); i++) {
		struct span end = span_of(endings[i]);

		if (name.n == 64 + end.n && span_ends(name, end) && hex64(span_sub(name, 0, 64)))
			return digest_parse_parts(&out->digest, span_of("sha256"), span_sub(name, 0, 64)) == 0;
	}
	return false;
}

/* image/<driver>/ of Docker's engine with graph drivers. */
static bool engine(struct place *out, const struct path_tail *t)
{
	if (t->n >= 4 && part_is(t, 2, "content") && part_is(t, 3, "imagedb") && digest_named(out, t))
		return put(out, ROLE_STORE_BLOB, STORE_IS_DOCKER_ENGINE, above(t, 4), true);
	if (t->n >= 4 && part_is(t, 3, "distribution") &&
	    (part_is(t, 2, "diffid-by-digest") || part_is(t, 2, "v2metadata-by-diffid")) && digest_named(out, t))
		return put(out, ROLE_STORE_NAMES, STORE_IS_DOCKER_ENGINE, above(t, 4), true);
	if (part_is(t, 0, "diff") && t->n >= 5 && part_is(t, 3, "layerdb") && part_is(t, 2, "sha256") && hex64(t->part[1]))
		return put(out, ROLE_STORE_NAMES, STORE_IS_DOCKER_ENGINE, above(t, 4), true);
	if (part_is(t, 0, "repositories.json") && t->n >= 3 && part_is(t, 2, "image"))
		return put(out, ROLE_STORE_NAMES, STORE_IS_DOCKER_ENGINE, above(t, 1), true);
	if (part_is(t, 0, "config.v2.json") && t->n >= 3 && part_is(t, 2, "containers") && hex64(t->part[1]))
		return put(out, ROLE_CONTAINER, STORE_NONE, SPAN_NONE, false);
	return false;
}

/* <driver>-images/images.json and its <id>/<key>, <driver>-layers/layers.json, <driver>-containers/containers.json of
 * containers/storage (images.go, layers.go, containers.go);
 * what they hold decides. */
static bool containers(struct place *out, const struct path_tail *t)
{
	if ((part_is(t, 0, "images.json") && t->n >= 2 && span_ends(t->part[1], span_of("-images"))) ||
	    ((part_is(t, 0, "layers.json") || part_is(t, 0, "volatile-layers.json")) && t->n >= 2 &&
	     span_ends(t->part[1], span_of("-layers"))) ||
	    ((part_is(t, 0, "containers.json") || part_is(t, 0, "volatile-containers.json")) && t->n >= 2 &&
	     span_ends(t->part[1], span_of("-containers"))))
		return put(out, ROLE_STORE_NAMES, STORE_IS_CONTAINERS, above(t, 2), false);
	return t->n >= 3 && hex64(t->part[1]) && span_ends(t->part[2], span_of("-images")) &&
	       put(out, ROLE_STORE_FILE, STORE_NONE, SPAN_NONE, false);
}

/* ingest/<id>/ of a content store, and io.containerd.metadata.v1.bolt/meta.db beside it. */
static bool containerd(struct place *out, const struct path_tail *t)
{
	if (t->n >= 2 && part_is(t, 0, "meta.db") && part_is(t, 1, "io.containerd.metadata.v1.bolt"))
		return put(out, ROLE_STORE_NAMES, STORE_IS_CONTAINERD, above(t, 1), true);
	if (t->n < 4 || !part_is(t, 2, "ingest") || !is_content_store(t->part[3]))
		return false;
	if (part_is(t, 0, "ref"))
		return put(out, ROLE_STORE_NAMES, STORE_IS_CONTAINERD, above(t, 3), true);
	return part_is(t, 0, "data") && put(out, ROLE_STORE_INGEST, STORE_IS_CONTAINERD, above(t, 3), true);
}

/* models/blobs/sha256-<hex>, models/manifests/<host>/<namespace>/<name>/<tag>. */
static bool ollama(struct place *out, const struct path_tail *t)
{
	if (t->n >= 2 && part_is(t, 1, "blobs") && span_starts(t->part[0], span_of("sha256-")) &&
	    digest_parse_parts(&out->digest, span_of("sha256"), span_from(t->part[0], 7)) == 0)
		return put(out, ROLE_STORE_BLOB, STORE_IS_OLLAMA, above(t, 2), true);
	if (t->n < 5 || !part_is(t, 4, "manifests") || span_find(t->part[3], '.') == SIZE_MAX)
		return false;
	out->repository = span_make(t->part[3].p, (size_t)(t->part[1].p + t->part[1].n - t->part[3].p));
	out->tag = t->part[0];
	return put(out, ROLE_STORE_NAMES, STORE_IS_OLLAMA, above(t, 5), false);
}

static bool all_digits(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

static bool digits(const struct path_tail *t, size_t at, size_t n)
{
	return at < t->n && t->part[at].n == n && all_digits(t->part[at]);
}

/* The prefix, and two digits. */
static bool numbered(struct span name, const char *prefix)
{
	return span_starts(name, span_of(prefix)) && name.n == strlen(prefix) + 2 &&
	       all_digits(span_from(name, strlen(prefix)));
}

/* content/vol-NN/chap-NN/<name>, or content/yyyy/MM/dd/HH/mm/<name>: .bytes, and .properties that name them. */
static bool nexus(struct place *out, const struct path_tail *t)
{
	bool dated = part_is(t, 6, "content") && digits(t, 5, 4) && digits(t, 4, 2) && digits(t, 3, 2) && digits(t, 2, 2) &&
	             digits(t, 1, 2);
	bool volumes = t->n >= 3 && numbered(t->part[2], "vol-") && numbered(t->part[1], "chap-");
	struct span root = above(t, dated ? 7 : part_is(t, 3, "content") ? 4 : 3);

	if (!dated && !volumes)
		return false;
	if (span_ends(t->part[0], span_of(".properties")))
		return put(out, ROLE_STORE_NAMES, STORE_IS_NEXUS, root, false);
	return span_ends(t->part[0], span_of(".bytes")) && put(out, ROLE_STORE_FILE, STORE_IS_NEXUS, root, false);
}

/* graph/<id>/json and repositories-<driver> of Docker before 1.10; what they hold decides. */
static bool old_engine(struct place *out, const struct path_tail *t)
{
	if (part_is(t, 0, "json") && t->n >= 3 && hex64(t->part[1]) && part_is(t, 2, "graph"))
		return put(out, ROLE_STORE_NAMES, STORE_IS_DOCKER_GRAPH, above(t, 3), false);
	return t->n >= 1 && span_starts(t->part[0], span_of("repositories-")) &&
	       put(out, ROLE_STORE_NAMES, STORE_IS_DOCKER_GRAPH, above(t, 1), false);
}

bool layout_store(struct place *out, struct span path, size_t store, bool in_layout)
{
	struct path_tail t = tail_of(path);

	if (in_layout && t.n >= 3 && part_is(&t, 2, "blobs") && digest_named(out, &t)) {
		struct span root = above(&t, 3);

		return put(out, ROLE_STORE_BLOB, is_content_store(root) ? STORE_IS_CONTAINERD : STORE_IS_OCI_LAYOUT,
		           root, true);
	}
	out->digest = (struct digest){ .alg = DIGEST_NONE };
	if (nexus(out, &t))
		return true;
	if (store != SIZE_MAX)
		return false;
	if (engine(out, &t) || containerd(out, &t) || containers(out, &t) || ollama(out, &t) || old_engine(out, &t))
		return true;
	out->digest = (struct digest){ .alg = DIGEST_NONE };
	if (part_is(&t, 0, "index.json"))
		return put(out, ROLE_STORE_NAMES, STORE_IS_OCI_LAYOUT, above(&t, 1), false);
	if (part_is(&t, 0, "manifest.json"))
		return put(out, ROLE_STORE_NAMES, STORE_IS_DOCKER_ARCHIVE, above(&t, 1), false);
	if (part_is(&t, 0, "config.yml") || part_is(&t, 0, "config.yaml"))
		return put(out, ROLE_CONFIGURATION, STORE_NONE, SPAN_NONE, false);
	if (named_like_digest(out, t.n > 0 ? t.part[0] : SPAN_NONE) ||
	    (part_is(&t, 0, "layer.tar") && t.n >= 2 && hex64(t.part[1])))
		return put(out, ROLE_STORE_FILE, STORE_NONE, SPAN_NONE, false);
	return false;
}
