/*
 * export/docker.c - what `docker load` reads: configs, uncompressed layers named by their diff_id, and manifest.json that
 * names them (Docker image specification 1.2, "Combined Image JSON + Filesystem Changeset Format").
 */
#include "export/private.h"

#include "base/jsonw.h"

#include <stdio.h>

static void docker_where(const struct export_dest *d, const struct digest *digest, bool config, char dirs[PATH_ROOM],
                         char name[NAME_ROOM])
{
	char hex[2 * DIGEST_MAX_BYTES + 1];

	(void)d;
	dirs[0] = '\0';
	hex_of(digest, hex);
	(void)snprintf(name, NAME_ROOM, "%s.%s", hex, config ? "json" : "tar");
}

static int put_tags(struct jsonw *w, const struct export_image *m, struct fault *f)
{
	jsonw_key(w, "RepoTags");
	jsonw_open(w, '[');
	for (size_t i = 0; i < m->names_n; i++) {
		OWNED(buf) struct buf name = BUF_INIT;

		if (m->names[i].earlier)
			continue;
		if (buf_add(&name, m->names[i].repository, f) < 0 || buf_add_byte(&name, ':', f) < 0 || buf_add(&name, m->names[i].tag, f) < 0)
			return -1;
		jsonw_text(w, buf_span(&name));
	}
	jsonw_close(w, ']');
	return 0;
}

static int docker_image(struct export_dest *d, const struct export_image *m, struct fault *f)
{
	struct jsonw w = jsonw_of(&d->index, f);
	char dirs[PATH_ROOM], name[NAME_ROOM];

	if (d->entries++ > 0 && buf_add_byte(&d->index, ',', f) < 0)
		return -1;
	docker_where(d, &m->config, true, dirs, name);
	jsonw_open(&w, '{');
	jsonw_put_cstr(&w, "Config", name);
	if (put_tags(&w, m, f) < 0)
		return -1;
	jsonw_key(&w, "Layers");
	jsonw_open(&w, '[');
	for (size_t i = 0; i < m->diff_ids_n; i++) {
		docker_where(d, &m->diff_ids[i], false, dirs, name);
		jsonw_cstr(&w, name);
	}
	jsonw_close(&w, ']');
	jsonw_close(&w, '}');
	return jsonw_end(&w);
}

static int docker_finish(struct export_dest *d, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;

	if (buf_add_byte(&text, '[', f) < 0 || buf_add(&text, buf_span(&d->index), f) < 0 || buf_add_text(&text, "]\n", f) < 0)
		return -1;
	return archive_put(&d->archive, "manifest.json", buf_span(&text), f);
}

const struct export_ops export_docker = { NULL, docker_image, docker_finish, docker_where };
