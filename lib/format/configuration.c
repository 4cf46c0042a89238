/*
 * format/configuration.c - the registry's own configuration file, as far as it says what could happen to
 * the storage. Format: distribution's configuration reference; YAML by libyaml when it was there at build.
 */
#include "format/format.h"

#include "core/sentence.h"

#ifdef HAVE_YAML
#include <yaml.h>

#include <stdio.h>

enum {
	DEPTH = 12,
	MAX_TOLD = 64,       /* rule: more than there are settings that are told */
	PATH = 160, /* rule: of the keys looked for the longest has 60 bytes */
	VALUE = 120,
};

/* What is told; the rest (secrets among it) is not. */
static const struct {
	const char *path, *meaning;
} told[] = {
	{ "version", "" },
	{ "storage.delete.enabled", S_WHETHER_API_DELETES },
	{ "storage.filesystem.rootdirectory", S_WHERE_STORAGE },
	{ "storage.s3.bucket", S_STORAGE_OBJECT_STORE },
	{ "storage.azure.container", S_STORAGE_OBJECT_STORE },
	{ "storage.gcs.bucket", S_STORAGE_OBJECT_STORE },
	{ "storage.cache.blobdescriptor", S_CACHE_DESCRIPTORS_COLLECTION },
	{ "storage.maintenance.readonly.enabled", S_WHETHER_REGISTRY_REFUSED },
	{ "storage.maintenance.uploadpurging.enabled", S_WHETHER_OLD_UPLOADS },
	{ "storage.maintenance.uploadpurging.age", S_FROM_WHAT_AGE },
	{ "storage.maintenance.uploadpurging.interval", S_HOW_OFTEN_UPLOADS },
	{ "proxy.remoteurl", S_PULL_THROUGH_CACHE },
	{ "proxy.ttl", S_WHEN_CACHED_CONTENT },
	{ "notifications.endpoints.name", S_SOMEBODY_TOLD_PUSHES },
	{ "notifications.endpoints.url", S_SOMEBODY_TOLD_PUSHES },
	{ "notifications.events.includereferences", S_WHETHER_NOTIFICATIONS_LIST },
	{ "auth.htpasswd.path", S_USERS_PASSWORD_FILE },
	{ "auth.token.service", S_USERS_TOKEN_SERVICE },
	{ "log.level", "" },
	{ "log.accesslog.disabled", S_WHETHER_ACCESS_LOG },
	{ "http.addr", "" },
};

struct yaml_level {
	char name[48];
	bool mapping, have_key;
};

struct flat { /* the path of keys to where reading is */
	struct yaml_level at[DEPTH];
	size_t n, lost; /* lost: levels deeper than that */
};

static void path_of(const struct flat *x, char out[PATH])
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < x->n && n < PATH; i++)
		if (x->at[i].mapping && x->at[i].have_key)
			n += (size_t)snprintf(out + n, PATH - n, "%s%s", n > 0 ? "." : "", x->at[i].name);
}

static void value_done(struct flat *x)
{
	if (x->n > 0 && x->at[x->n - 1].mapping)
		x->at[x->n - 1].have_key = false;
}

/* libyaml counts characters: the byte at which the n-th one begins. */
static uint64_t byte_of(struct span bytes, size_t character)
{
	size_t at = 0;

	for (; at < bytes.n; at++)
		if ((bytes.p[at] & 0xC0) != 0x80 && character-- == 0)
			break;
	return at;
}

/* A value as it may be shown: an address keeps no user and password. */
static void shown(char out[VALUE], const yaml_event_t *e)
{
	const char *value = (const char *)e->data.scalar.value, *user = strstr(value, "://");
	const char *host = user == NULL ? NULL : strrchr(user, '@');

	if (host != NULL)
		(void)snprintf(out, VALUE, "%.*s://...%.60s", (int)(user - value > 20 ? 20 : user - value), value, host);
	else
		(void)snprintf(out, VALUE, "%.110s", value);
}

static int tell(struct namings *out, const char *path, const yaml_event_t *e, struct span bytes, struct fault *f)
{
	struct naming_note n = { .code = FINDING_REGISTRY_CONFIGURATION };
	char text[400], value[VALUE];

	for (size_t i = 0; i < COUNT(told) && out->notes.n < MAX_TOLD; i++) {
		if (strcmp(told[i].path, path) != 0)
			continue;
		shown(value, e);
		if (told[i].meaning[0] != '\0')
			(void)sentence(text, sizeof text, S_SETTING_MEANS, path, value, told[i].meaning);
		else
			(void)sentence(text, sizeof text, S_SETTING, path, value);
		n.where.offset = byte_of(bytes, e->start_mark.index);
		n.where.length = byte_of(bytes, e->end_mark.index) - n.where.offset;
		if (arena_span(&out->arena, span_of(text), &n.text, f) < 0)
			return -1;
		return VEC_PUSH(&out->notes, n, f);
	}
	return 0;
}

static int scalar(struct namings *out, struct flat *x, const yaml_event_t *e, struct span bytes,
                  bool *storage, struct fault *f)
{
	struct yaml_level *l = x->n > 0 ? &x->at[x->n - 1] : NULL;
	char path[PATH];

	if (x->lost > 0)
		return 0;
	if (l != NULL && l->mapping && !l->have_key) {
		(void)snprintf(l->name, sizeof l->name, "%.47s", (const char *)e->data.scalar.value);
		l->have_key = true;
		*storage |= x->n == 1 && strcmp(l->name, "storage") == 0;
		return 0;
	}
	path_of(x, path);
	value_done(x);
	return tell(out, path, e, bytes, f);
}

static void enter(struct flat *x, bool mapping)
{
	if (x->n == DEPTH) {
		x->lost++;
		return;
	}
	x->at[x->n] = (struct yaml_level){ .mapping = mapping };
	x->n++;
}

static void leave(struct flat *x)
{
	if (x->lost > 0) {
		x->lost--;
		return;
	}
	if (x->n > 0)
		x->n--;
	value_done(x);
}

enum { CUT = 2 };

/* Events, not a document tree: aliases are not expanded, so a small file stays small. 1: it is no YAML; CUT: there are more. */
static int events(struct namings *out, yaml_parser_t *p, struct span bytes, uint32_t most, bool *storage, struct fault *f)
{
	struct flat x = { .n = 0 };

	for (uint32_t i = 0; i < most; i++) {
		yaml_event_t e;
		yaml_event_type_t type;
		int rc = 0;

		if (!yaml_parser_parse(p, &e))
			return 1;
		type = e.type;
		if (type == YAML_SCALAR_EVENT)
			rc = scalar(out, &x, &e, bytes, storage, f);
		else if (type == YAML_MAPPING_START_EVENT || type == YAML_SEQUENCE_START_EVENT)
			enter(&x, type == YAML_MAPPING_START_EVENT);
		else if (type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT)
			leave(&x);
		else if (type == YAML_ALIAS_EVENT)
			value_done(&x);
		yaml_event_delete(&e);
		if (rc < 0)
			return -1;
		if (type == YAML_STREAM_END_EVENT)
			return 0;
	}
	return CUT;
}

/* The file goes on behind what was read. */
static int tell_cut(struct namings *out, struct span bytes, uint32_t most, struct fault *f)
{
	const struct limit_kind *k = limit_kind(LIMIT_configuration_events);
	struct naming_note n = { .code = FINDING_LIMIT_REACHED, .where = { .length = bytes.n } };
	char text[320];

	(void)sentence(text, sizeof text, S_BOUND_REACHED_AT, k->name, (uint64_t)most, k->unit, (uint64_t)1, k->name);
	if (arena_span(&out->arena, span_of(text), &n.text, f) < 0)
		return -1;
	return VEC_PUSH(&out->notes, n, f);
}

int configuration_parse(struct namings *out, struct span bytes, const struct limits *limits, struct fault *f)
{
	yaml_parser_t p;
	bool storage = false;
	int rc;

	if (!yaml_parser_initialize(&p))
		return fault_memory(f, sizeof p);
	yaml_parser_set_input_string(&p, bytes.p, bytes.n);
	rc = events(out, &p, bytes, limits->configuration_events, &storage, f);
	yaml_parser_delete(&p);
	/* many programs have a config.yml: the registry's begins with a version and names its storage */
	if (rc == 1 || (rc == 0 && !storage) || out->notes.n == 0 ||
	    !span_starts(said_text(out->notes.v[0].text), span_of("version is 0.1")))
		out->notes.n = 0;
	else if (rc == CUT) {
		if (!storage) /* it may stand behind the bound: then nothing is said of its settings */
			out->notes.n = 0;
		rc = tell_cut(out, bytes, limits->configuration_events, f);
	}
	return rc < 0 ? -1 : 0;
}

const char *configuration_library(char out[CONFIGURATION_LIBRARY])
{
	(void)snprintf(out, CONFIGURATION_LIBRARY, "libyaml %s", yaml_get_version_string());
	return out;
}

#else

int configuration_parse(struct namings *out, struct span bytes, const struct limits *limits, struct fault *f)
{
	(void)limits;
	(void)out;
	(void)bytes;
	(void)f;
	return 0;
}

const char *configuration_library(char out[CONFIGURATION_LIBRARY])
{
	memcpy(out, "libyaml absent: configuration files are not read", sizeof "libyaml absent: configuration files are not read");
	return out;
}
#endif
